/**
 * Gathers bytes that come in pieces of any size into blocks of one size. A block lies in the same memory as the one before it: whoever
 * takes it has to be done with it before the next piece. So neither many small pieces nor a long stream make garbage.
 */
export interface Gatherer {
  /** Takes as much of a piece as there is room for, and answers the rest: where that isn't empty, the block is full. */
  take(piece: Buffer): Buffer;
  /** What was gathered, at most `size` bytes; begins anew. */
  drain(): Buffer;
}

/** `size` in bytes. */
export function gatherer(size: number): Gatherer {
  const held = Buffer.allocUnsafe(size);
  let length = 0;
  return {
    take(piece) {
      const taken = piece.copy(held, length);
      length += taken;
      return piece.subarray(taken);
    },
    drain() {
      const block = held.subarray(0, length);
      length = 0;
      return block;
    },
  };
}
