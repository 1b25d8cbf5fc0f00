/**
 * Gathers bytes that come in pieces of any size into blocks of one size. A block lies in the same memory as the one
 * before it: whoever takes it has to be done with it before asking for the next. So neither many small pieces nor a
 * long stream make garbage.
 */
export interface Gatherer {
  /** Takes a piece; answers each block that it fills, once it is known that more follows. */
  add(piece: Buffer): Iterable<Buffer>;
  /** The last block: what is left, at most `size` bytes. */
  rest(): Buffer;
}

/** `size` in bytes. */
export function gatherer(size: number): Gatherer {
  const held = Buffer.allocUnsafe(size);
  let length = 0;
  return {
    *add(piece) {
      for (let taken = 0; taken < piece.length; ) {
        if (length === size) {
          yield held;
          length = 0;
        }
        const copied = piece.copy(held, length, taken);
        length += copied;
        taken += copied;
      }
    },
    rest: () => held.subarray(0, length),
  };
}
