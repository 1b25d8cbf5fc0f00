import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inProject } from '../../docs/support/page';

/** One import: from a file of ours, to a file of ours or a package. */
export interface Import {
  from: string;
  to: string;
}

/** What a rule of `.dependency-cruiser.cjs` found. */
export interface Violation extends Import {
  rule: string;
}

const PACKAGES = { dependencies: ['express', 'multer', 'mongoose'], devDependencies: ['fast-check'] };

/**
 * Judges a project that has these imports and nothing else by the project's own rules.
 *
 * Imports of our own files are imports of types, for which the rules hold too. `package.json` lists `PACKAGES`.
 */
export async function violationsOf(imports: readonly Import[]): Promise<Violation[]> {
  const root = mkdtempSync(path.join(tmpdir(), 'vestibule-rooms-'));
  try {
    writeProject(root, imports);
    return await judge(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

function writeProject(root: string, imports: readonly Import[]): void {
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  const versions = (names: string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
  const { dependencies, devDependencies } = PACKAGES;
  write(
    'package.json',
    JSON.stringify({ dependencies: versions(dependencies), devDependencies: versions(devDependencies) }),
  );
  for (const name of [...dependencies, ...devDependencies]) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, '');
  }
  const isOurs = (target: string) => /\.\w+$/.test(target);
  const sources = new Map<string, string>(imports.filter(({ to }) => isOurs(to)).map(({ to }) => [to, '']));
  for (const { from, to } of imports) {
    const relative = path.relative(path.dirname(from), to).replace(/\.ts$/, '');
    const statement = isOurs(to) ? `import type {} from './${relative}';` : `import '${to}';`;
    sources.set(from, `${sources.get(from) ?? ''}${statement}\n`);
  }
  for (const [file, text] of sources) write(file, text);
}

interface Report {
  summary: { violations: (Import & { rule: { name: string } })[] };
}

function judge(root: string): Promise<Violation[]> {
  const program = inProject('node_modules', '.bin', 'depcruise');
  const args = ['--config', inProject('.dependency-cruiser.cjs'), '--output-type', 'json', '.'];
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd: root, maxBuffer: 2 ** 26 }, (error, stdout) => {
      if (error) return reject(error);
      const { summary } = JSON.parse(stdout) as Report;
      resolve(summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })));
    });
  });
}
