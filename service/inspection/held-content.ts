/** Bytes of files coming in that a process holds for their inspection, all files together. */
const MAX_HELD = 64 * 1024 * 1024;

/** A file's content, held while it comes in. */
export interface HeldContent {
  take(piece: Uint8Array): void;
  /** The pieces; `undefined` where there was no room for them. */
  pieces(): readonly Uint8Array[] | undefined;
  /** Frees the room, to be called whatever became of the file. */
  release(): void;
}

/**
 * Holds what comes in until it was inspected, within a bound for all files together. A file that finds no room is read
 * back from the store instead, which takes longer.
 */
export function createHolder(max = MAX_HELD): () => HeldContent {
  let held = 0;
  return () => {
    let pieces: Uint8Array[] | undefined = [];
    let bytes = 0;
    const release = () => {
      held -= bytes;
      bytes = 0;
      pieces = undefined;
    };
    return {
      take(piece) {
        if (!pieces) return;
        if (held + piece.length > max) return release();
        pieces.push(piece);
        bytes += piece.length;
        held += piece.length;
      },
      pieces: () => pieces,
      release,
    };
  };
}
