import { readSync } from 'node:fs';

/** Bytes of a frame's length, which comes before its content. */
const LENGTH = 4;

/** The frame after the last one of a file. */
export const END: Uint8Array = Buffer.alloc(LENGTH);

/**
 * A piece of a file as a frame: its length, then its bytes as they are. An empty piece is none, for that is the end.
 */
export function frame(piece: Uint8Array): Uint8Array[] {
  if (piece.length === 0) return [];
  const length = Buffer.alloc(LENGTH);
  length.writeUInt32BE(piece.length);
  return [length, piece];
}

/**
 * Reads the frames of one file from a pipe that blocks: bytes go straight into the memory where they stay. Messages
 * between processes and streams take three to five times as much of the processor. `undefined` where the pipe has
 * ended.
 */
export function readFrames(fd: number): Buffer | undefined {
  const pieces: Buffer[] = [];
  for (;;) {
    const length = readFully(fd, LENGTH)?.readUInt32BE();
    if (length === undefined) return undefined;
    if (length === 0) return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
    const piece = readFully(fd, length);
    if (!piece) return undefined;
    pieces.push(piece);
  }
}

function readFully(fd: number, length: number): Buffer | undefined {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; ) {
    const read = readSync(fd, bytes, at, length - at, null);
    if (read === 0) return undefined;
    at += read;
  }
  return bytes;
}
