/** ms between two lines of the same kind. */
const QUIET = 5_000;

/** Throttles progress: of lines that differ in their numbers only, which count something, one in five seconds. */
export function throttled(say: (line: string) => void): (line: string) => void {
  let last = { at: 0, kind: '' };
  return (line) => {
    const kind = line.replace(/\d+/g, '');
    if (kind === last.kind && Date.now() - last.at < QUIET) return;
    last = { at: Date.now(), kind };
    say(line);
  };
}
