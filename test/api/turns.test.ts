import { createTurns } from '../../api/http/turns';

const clockAt = (start: number) => {
  const at = { now: start };
  return { at, turns: createTurns(() => at.now) };
};

test('who fails once is answered at once', () => {
  const { at, turns } = clockAt(0);
  expect(turns('one', 0)).toBe(0);
  at.now = 10;
  expect(turns('one', 0)).toBe(0);
});

test('failures of an address that come together are answered one after the other, and nobody else waits', () => {
  const { turns } = clockAt(0);
  expect([1, 2, 3].map(() => turns('one', 0))).toEqual([0, 10, 20]);
  expect(turns('other', 0)).toBe(0);
});

test('those that are held back do not leave together either', () => {
  const { at, turns } = clockAt(0);
  expect([1, 2, 3].map(() => turns('one', 2_000))).toEqual([2_000, 2_010, 2_020]);
  at.now = 5;
  expect(turns('one', 2_000)).toBe(2_025);
});

test('who fails and leaves, however often, makes nobody wait for longer than five seconds', () => {
  const { turns } = clockAt(0);
  for (let call = 0; call < 10_000; call += 1) turns('one', 0);
  expect(turns('one', 0)).toBe(5_000);
});
