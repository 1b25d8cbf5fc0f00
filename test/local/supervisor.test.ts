import type { Part, Report } from '../../local/stack/part';
import { Supervisor } from '../../local/stack/supervisor';

/** A part whose starts go as the test says. */
function supervise(starts: () => Promise<void>) {
  const told: string[] = [];
  const options: { samePorts?: boolean }[] = [];
  let given: Error | undefined;
  const report: Report = (part, state, text) => told.push(`${part} ${state}: ${text}`);
  const supervisor = new Supervisor({ report, giveUp: (error) => (given = error) });
  const start = (how: object) => {
    options.push(how);
    return starts();
  };
  const part = { name: 'worker', start } as unknown as Part;
  return { told, options, supervisor, part, gaveUp: () => given };
}
const death = new Error('worker ended with code 137; the end of worker.log:\nlast words');

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('a part that dies is started again on its ports, and that is said in a line', async () => {
  const { told, options, supervisor, part } = supervise(async () => undefined);
  const again = supervisor.died(part, death);
  await jest.advanceTimersByTimeAsync(250);
  await again;
  expect(options).toEqual([{ samePorts: true }]);
  expect(told).toEqual([
    'worker restarting: worker ended with code 137; starting it again (1 of 4 times a minute)',
    'worker ready: runs again',
  ]);
});

test('one that dies five times within a minute, at its start or later, is given up with its last words', async () => {
  const { options, supervisor, part, gaveUp } = supervise(() => Promise.reject(death));
  const dying = supervisor.died(part, death);
  await jest.advanceTimersByTimeAsync(60_000);
  await dying;
  expect(options).toHaveLength(4);
  expect(gaveUp()?.message).toMatch(/^worker died 5 times within a minute\..*last words$/s);
});

test('one that dies now and then is started again for ever', async () => {
  const { options, supervisor, part, gaveUp } = supervise(async () => undefined);
  for (let time = 0; time < 20; time += 1) {
    const again = supervisor.died(part, death);
    await jest.advanceTimersByTimeAsync(20_000);
    await again;
  }
  expect(options).toHaveLength(20);
  expect(gaveUp()).toBeUndefined();
});

test('nothing is started again once everything is to end', async () => {
  const { options, supervisor, part, gaveUp } = supervise(async () => undefined);
  const dying = supervisor.died(part, death);
  supervisor.stop();
  await jest.advanceTimersByTimeAsync(60_000);
  await dying;
  await supervisor.died(part, death);
  expect([options, gaveUp()]).toEqual([[], undefined]);
});
