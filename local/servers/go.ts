import { onPath, outputOf, runCommand, type Say } from './command';

/** One run of the `go` command. */
export interface GoBuild {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** The oldest Go that the module can be built with, as its `go.mod` says. */
  go: string;
  /** About how many packages it compiles. */
  packages: number;
}

/**
 * Runs `go`, and says how many packages it has compiled; those in Go's own cache don't count.
 *
 * @throws Error that names the version of Go that is needed, where there is none or an older one
 */
export async function goBuild(args: string[], { go: needed, packages, ...options }: GoBuild, say: Say): Promise<void> {
  const go = onPath('go');
  if (!go) throw new Error(`'go' is not on the PATH (Go ${needed} or newer is needed)`);
  await checkVersion(go, needed, say);
  let compiled = 0;
  await runCommand(go, args, {
    ...options,
    line: (line) => {
      const fetching = line.startsWith('go: downloading');
      if (!fetching) compiled += 1;
      say(fetching ? line.slice('go: '.length) : `${compiled} of some ${packages} packages compiled`);
    },
  });
}

/** Refuses an older Go, unless its settings let it fetch the one that is needed (`GOTOOLCHAIN`, from 1.21 on). */
async function checkVersion(go: string, needed: string, say: Say): Promise<void> {
  const [version = '', toolchain = ''] = (await outputOf(go, ['env', 'GOVERSION', 'GOTOOLCHAIN'])).split('\n');
  const installed = version.replace(/^go/, '');
  if (!isOlder(installed, needed)) return;
  if (!/(^|\+)(auto|path)$/.test(toolchain))
    throw new Error(`go ${installed} is on the PATH; Go ${needed} or newer is needed`);
  say(`go ${installed} fetches Go ${needed}, which is needed`);
}

/** Whether a version of Go (1.24, 1.25.3, 1.26rc1) comes before another. */
export function isOlder(version: string, than: string): boolean {
  const [major, minor, patch] = numbers(version);
  const [thanMajor, thanMinor, thanPatch] = numbers(than);
  if (major !== thanMajor) return major < thanMajor;
  return minor !== thanMinor ? minor < thanMinor : patch < thanPatch;
}

const numbers = (version: string): [number, number, number] => {
  const [major = 0, minor = 0, patch = 0] = (version.match(/\d+/g) ?? []).map(Number);
  return [major, minor, /rc|beta/.test(version) ? -1 : patch];
};
