import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { begin } from '../../domain/session/advance';
import { FLAGS, hasFlag, NEWEST } from '../../domain/session/flags';
import { start } from './drive';
import { ask, graphOf } from './fixture';

const root = path.join(__dirname, '../..');
const graph = graphOf({ form: ask('done') });

describe('A flag of sessions', () => {
  test.each(Object.entries(FLAGS))('%s has a reason and a decision that explains it', (_name, { adr, reason }) => {
    const number = String(adr).padStart(4, '0');
    expect(readdirSync(path.join(root, 'docs/adr')).some((page) => page.startsWith(`${number}-`))).toBe(true);
    expect(reason).toMatch(/Without it, .*\.$/);
  });

  test('is of each session that begins now, and of none that began before it', () => {
    const [now] = begin(start(graph, {}, NEWEST));
    const [before] = begin(start(graph, {}, {}));
    for (const flag of Object.values(FLAGS)) {
      expect(hasFlag(now, flag)).toBe(true);
      expect(hasFlag(before, flag)).toBe(false);
    }
  });

  test.each(readdirSync(path.join(root, 'test/histories')))('is read from the recorded session %s', (file) => {
    const { events } = JSON.parse(readFileSync(path.join(root, 'test/histories', file), 'utf8'));
    const { payloads } = events[0].workflowExecutionStartedEventAttributes.input;
    const input = JSON.parse(Buffer.from(payloads[0].data, 'base64').toString());
    const flags = Object.values(FLAGS).filter((flag) => hasFlag(input.start, flag));
    const recorded = Object.keys(input.start).filter((member) => input.start[member] === true);
    expect(flags.map(({ recordedAs }) => recordedAs).sort()).toEqual(recorded.sort());
  });
});
