import fc from 'fast-check';
import { blockBuffer } from '../../store/files/block-buffer';

/** The blocks that are made of these pieces. */
function blocksOf(size: number, pieces: readonly Buffer[]): Buffer[] {
  const buffer = blockBuffer(size);
  const blocks: Buffer[] = [];
  for (const piece of pieces) for (const block of buffer.add(piece)) blocks.push(Buffer.from(block));
  return [...blocks, Buffer.from(buffer.rest())];
}

describe('A block buffer', () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)));
  const size = fc.integer({ min: 1, max: 16 });

  test('makes blocks of one size of pieces of any, the last one shorter, and loses no byte', () => {
    fc.assert(
      fc.property(size, pieces, (bytes, given) => {
        const blocks = blocksOf(bytes, given);
        expect(Buffer.concat(blocks)).toEqual(Buffer.concat(given));
        for (const block of blocks.slice(0, -1)) expect(block).toHaveLength(bytes);
        expect(blocks.at(-1)?.length).toBeLessThanOrEqual(bytes);
      }),
    );
  });

  test('hands out a full block only when more has come: whoever takes the last one knows that it is the last', () => {
    expect(blocksOf(2, [Buffer.from('ab')]).map(String)).toEqual(['ab']);
    expect(blocksOf(2, [Buffer.from('abc')]).map(String)).toEqual(['ab', 'c']);
    expect(blocksOf(2, []).map(String)).toEqual(['']);
  });

  test('takes the same memory for each block', () => {
    const blocks = blockBuffer(2).add(Buffer.from('abcde'))[Symbol.iterator]();
    const [first, second]: Buffer[] = [blocks.next().value, blocks.next().value];
    expect(second?.buffer).toBe(first?.buffer);
    expect(second?.byteOffset).toBe(first?.byteOffset);
    expect(String(first)).toBe('cd');
  });
});
