/** The surroundings of the commands that read a tenant's events; tests give their own. */
export interface EventsIo {
  print(text: string): void;
  complain(text: string): void;
  env: NodeJS.ProcessEnv;
  /** Aborts when the command is to end. */
  signal: AbortSignal;
}

/** Arguments that can't be used. Ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
