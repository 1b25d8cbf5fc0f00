/**
 * A buffer that cuts bytes, which arrive in pieces of any size, into blocks of one size. All blocks share one piece of
 * memory, so a block must be used up before the next is asked for. This way a long stream makes no garbage.
 */
export interface BlockBuffer {
  /** Adds a piece. Yields each block that is full, once there is a byte after it. */
  add(piece: Buffer): Iterable<Buffer>;
  /** The last block: the bytes that are left, at most `size` of them. */
  rest(): Buffer;
}

/** `size` in bytes. */
export function blockBuffer(size: number): BlockBuffer {
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
