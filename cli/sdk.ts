import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openapiDocument } from '../api/openapi/document';
import type { Part } from '../api/openapi/schemas';
import { projectRoot } from '../runtime/paths';
import { keptDocument, objections, type Release } from './sdk/release';
import { sdkTypes } from './sdk/types';

const inSdk = (file: string) => path.join(projectRoot(), 'sdk', file);
const read = (file: string) => (existsSync(inSdk(file)) ? readFileSync(inSdk(file), 'utf8') : '');

/** What lies in `sdk/` now. */
export function sdkRelease(): Release {
  return {
    kept: JSON.parse(read('openapi.json') || 'null') ?? undefined,
    version: JSON.parse(read('package.json')).version,
    changelog: read('CHANGELOG.md'),
  };
}

/** The SDK's generated files: path below `sdk/` → content. */
export function sdkFiles(document: Part, version: string): Record<string, string> {
  return {
    'openapi.json': `${JSON.stringify(keptDocument(document, version), undefined, 1)}\n`,
    'src/types.ts': sdkTypes(document),
  };
}

function write(): void {
  const document = openapiDocument();
  const release = sdkRelease();
  const wrong = objections(document, release);
  if (wrong.length > 0) {
    console.error(`The document breaks programs that use the SDK:\n${wrong.map((one) => `  ${one}\n`).join('')}`);
    process.exitCode = 1;
    return;
  }
  for (const [file, text] of Object.entries(sdkFiles(document, release.version))) {
    writeFileSync(inSdk(file), text);
    console.log(`written: sdk/${file}`);
  }
}

// Run as `npm run sdk`; the tests take the functions and compare.
if (process.argv[1] === __filename) write();
