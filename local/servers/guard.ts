import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/**
 * Shell script that runs its arguments as a command and outlives neither it nor us.
 *
 * Our end of the pipe on its standard input closes when we die, however we die, and then the whole process group is
 * killed at once. Everything that runs under it is written to survive that.
 */
const GUARD = `exec 3<&0
"$@" 3<&- </dev/null &
child=$!
( read -r _ <&3; kill -KILL 0 ) &
watcher=$!
trap 'kill -TERM $child 2>/dev/null' TERM
while :; do
  wait $child; code=$?
  kill -0 $child 2>/dev/null || break
done
kill -KILL $watcher 2>/dev/null
exit $code`;

export interface GuardedCommand {
  /** As a process list shows it. */
  name: string;
  command: string;
  args: string[];
  /** Where its output goes: 'pipe', or file descriptors. */
  output: 'pipe' | number;
}

/** Spawns a command in a process group of its own, which is killed when this process dies. */
export function spawnGuarded(
  { name, command, args, output }: GuardedCommand,
  options: Pick<SpawnOptions, 'cwd' | 'env'> = {},
): ChildProcess {
  const child = spawn('/bin/sh', ['-c', GUARD, name, command, ...args], {
    ...options,
    stdio: ['pipe', output, output],
    detached: true,
  });
  child.stdin?.on('error', () => {});
  return child;
}
