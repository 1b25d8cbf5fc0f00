import { createHolder } from '../../service/inspection/held-content';

const piece = (bytes: number) => Buffer.alloc(bytes);

test('what comes in is held, piece by piece', () => {
  const file = createHolder(10)();
  file.take(piece(4));
  file.take(piece(6));
  expect(file.pieces()?.map(({ length }) => length)).toEqual([4, 6]);
});

test('a file that finds no room is not held in part, and its room is for others', () => {
  const hold = createHolder(10);
  const [first, second, third] = [hold(), hold(), hold()];
  first.take(piece(4));
  second.take(piece(5));
  second.take(piece(2));
  second.take(piece(1));
  expect(second.pieces()).toBeUndefined();
  third.take(piece(6));
  expect(third.pieces()).toHaveLength(1);
});

test('room is freed once, however often a file is released', () => {
  const hold = createHolder(10);
  const file = hold();
  file.take(piece(6));
  file.release();
  file.release();
  const [next, last] = [hold(), hold()];
  next.take(piece(10));
  last.take(piece(1));
  expect(next.pieces()).toHaveLength(1);
  expect(last.pieces()).toBeUndefined();
});
