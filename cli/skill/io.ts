/** The surroundings of the skill program; tests give their own. */
export interface SkillIo {
  print(text: string): void;
  complain(text: string): void;
  /** What is typed, line by line; the terminal or the pipe where it is not given. */
  lines?: AsyncIterable<string>;
  /** Sets the exit code: 1 where the document is at fault. */
  exit?(code: number): void;
}

/** A command can't do what was asked: its arguments, its files or a server are at fault. Ends with exit code 2. */
export class SkillToolError extends Error {
  override readonly name = 'SkillToolError';
}
