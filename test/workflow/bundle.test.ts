import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../runtime/paths';
import { bundled } from './harness';

/** The sources that a session runs in its worker, as the bundler found them. */
async function sources(): Promise<string[]> {
  const { code } = await bundled();
  const names = [...code.matchAll(/^\/\*{3}\/ "\.\/((?:activities|domain|workflows)\/[^"]+\.ts)"/gm)].map(
    ([, name]) => name as string,
  );
  return [...new Set(names)];
}

/** Splits a module into its statements: each begins at the margin; lines that are indented or close it belong to it. */
const statements = (text: string): string[] => text.split(/\n(?=[a-z])/);

const isVariable = (statement: string) => /^(export )?(let|var)\b/.test(statement);
const isCollection = (statement: string) => /^(export )?const \w+(: [^=]+)? =\s+(new |[[{])/.test(statement);
const isReadonly = (statement: string) =>
  /^(export )?const \w+: Readonly/.test(statement) || / as const\b/.test(statement);

describe('The code that sessions run', () => {
  it('is run once for all sessions of a worker', async () => {
    const { code } = await bundled();
    const [, preloaded] = /preloadModules = function preloadModules\(\) \{([^}]*)\}/.exec(code) ?? [];
    expect(preloaded).toContain('workflows/onboarding.ts');
  });

  it('keeps nothing that one session could leave to another', async () => {
    const files = await sources();
    expect(files).toEqual(expect.arrayContaining(['domain/session/advance.ts', 'workflows/onboarding.ts']));
    const changeable = files.flatMap((file) => {
      const text = readFileSync(path.join(projectRoot(), file), 'utf8');
      const kept = statements(text).filter(
        (statement) => isVariable(statement) || (isCollection(statement) && !isReadonly(statement)),
      );
      return kept.map((statement) => `${file}: ${statement.split('\n')[0]}`);
    });
    expect(changeable).toEqual([]);
  });
});
