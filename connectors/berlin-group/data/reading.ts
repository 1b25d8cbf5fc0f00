import type { Warning } from '../../../domain/connector';

/** A member of a bank's list that can't be read: it is left out and told. The message is ours and names no data. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** A field that was read by a guess. `field` is its name in our answer. */
export interface Guess {
  field: string;
  code: string;
  message: string;
}

/** A value with the guesses that went into it. */
export interface Read<T> {
  value: T;
  guesses: Guess[];
}

/** Reads each member that can be read; `leftOut` is told the position and the reason of every other one. */
export function readEach<M, T>(
  members: readonly M[],
  read: (member: M, index: number) => T[],
  leftOut: (index: number, reason: string) => void,
): T[] {
  return members.flatMap((member, index) => {
    try {
      return read(member, index);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      leftOut(index, error.message);
      return [];
    }
  });
}

/** The list with the warnings for its guesses: their pointers name the place in `data` of our answer. */
export function listed<T>(
  reads: readonly Read<T>[],
  others: readonly Warning[] = [],
): { data: T[]; warnings: Warning[] } {
  const guessed = reads.flatMap(({ guesses }, index) =>
    guesses.map(({ field, code, message }) => ({ pointer: `/data/${index}/${field}`, code, message })),
  );
  return { data: reads.map(({ value }) => value), warnings: [...others, ...guessed] };
}
