import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runSkill } from '../../cli/skill';
import { inProject } from '../docs/support/page';
import { stack } from '../support/stack';

const SKILL = 'xyz_travel_sbx_#7.0';
const PASSPORT = inProject('sandbox/documents/passport.pdf');

const step = (more: object) => more;
/** A skill whose operations nobody has built, and that one which has been. */
const document = (more: object = {}, title = 'Your journey') => ({
  skill: SKILL,
  title: 'Insure a journey',
  catalog: 'xyz',
  limits: { expires: 'P30D', idle: 'P20D' },
  start: 'journey',
  on: { expired: 'expired', cancelled: 'cancelled', error: 'failed' },
  steps: {
    journey: step({
      title,
      description: 'We insure up to 90 days.',
      ask: {
        type: 'object',
        additionalProperties: false,
        required: ['days', 'region'],
        properties: {
          days: { type: 'integer', title: 'Days', minimum: 1, maximum: 90 },
          region: { title: 'Region', enum: ['eu', 'world'], 'x-labels': { eu: 'Europe', world: 'The world' } },
          ticket: { title: 'Ticket', 'x-upload': { mime: ['application/pdf'], maxBytes: 1_000_000, count: [1, 1] } },
        },
      },
      next: 'quote',
      ...more,
    }),
    quote: step({
      call: 'travel.quote',
      with: { birth_dates: ['1990-01-01'], days: { $: '/steps/journey/days' } },
      on: { 'travel.not_insurable': 'failed' },
      next: 'confirm',
    }),
    confirm: step({
      title: 'Your premium',
      ask: {
        type: 'object',
        additionalProperties: false,
        required: ['action'],
        properties: { action: { title: 'Take it?', enum: ['accept'] } },
      },
      show: { premium: { $: '/steps/quote/premium' } },
      within: 'P2D',
      visits: 5,
      on: { timeout: 'quote', exhausted: 'rejected' },
      next: 'age',
    }),
    age: step({ call: 'std.today', next: 'review' }),
    review: step({ call: 'travel.review', with: { reply_to: { $: '/callbacks/decision' } }, next: 'decision' }),
    decision: step({
      title: 'The underwriter decides',
      await: 'travel.decision',
      within: 'P3D',
      on: { timeout: 'expired' },
      next: [{ when: { '/steps/decision/decision': { const: 'declined' } }, to: 'rejected' }, { to: 'done' }],
    }),
    done: step({ end: 'succeeded', output: { premium: { $: '/steps/quote/premium' }, on: { $: '/steps/age/date' } } }),
    rejected: step({ end: 'rejected' }),
    expired: step({ end: 'expired' }),
    cancelled: step({ end: 'cancelled' }),
    failed: step({ end: 'failed' }),
  },
});

function catalog(): object {
  const { $schema: _schema, ...travel } = JSON.parse(
    readFileSync(inProject('docs/skills/declared/xyz.catalog.json'), 'utf8'),
  );
  const nothing = { type: 'object', additionalProperties: false, properties: {} };
  const input = { ...nothing, properties: { reply_to: { type: 'string', maxLength: 2_048 } } };
  travel.operations['travel.review'] = { title: 'Have the underwriter decide', input, output: nothing };
  return travel;
}

const begun = Date.now();
/** The days that lie so many days ahead, over the time that this test takes. */
const days = (ahead: number): string[] =>
  [begun, Date.now()].map((at) => new Date(at + ahead * 86_400_000).toISOString().slice(0, 10));

/** Somebody at a terminal: types when it says something, and reads all of it. */
class Terminal {
  said = '';
  private typed: string[] = [];
  private isClosed = false;
  private wake: () => void = () => undefined;
  private heard = new Set<() => void>();

  print = (text: string): void => {
    this.said += `${text}\n`;
    for (const listener of this.heard) listener();
  };
  type(...lines: string[]): void {
    this.typed.push(...lines);
    this.wake();
  }
  close(): void {
    this.isClosed = true;
    this.wake();
  }
  async *lines(): AsyncGenerator<string> {
    for (;;) {
      const line = this.typed.shift();
      if (line !== undefined) yield line;
      else if (this.isClosed) return;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
  /** Resolves once this is said after all that was waited for before. Returns what was said until then. */
  async until(text: string | RegExp): Promise<string> {
    for (;;) {
      const found = typeof text === 'string' ? this.said.indexOf(text) : this.said.search(text);
      if (found >= 0) {
        const before = this.said.slice(0, found);
        this.said = this.said.slice(found);
        this.said = this.said.slice(this.said.indexOf('\n') + 1);
        return before;
      }
      await new Promise<void>((resolve) => {
        const once = () => {
          this.heard.delete(once);
          resolve();
        };
        this.heard.add(once);
      });
    }
  }
}

describe('The preview of a draft', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vestibule-preview-'));
  const file = path.join(folder, 'travel', '1.0.json');
  const home = process.env.VESTIBULE_HOME;
  const write = (value: object, place = file) => writeFileSync(place, JSON.stringify(value, null, 2));

  beforeAll(() => {
    process.env.VESTIBULE_HOME = stack().home;
    mkdirSync(path.join(folder, 'travel', 'i18n'), { recursive: true });
    write(catalog(), path.join(folder, 'travel', 'xyz.catalog.json'));
  });
  afterAll(() => {
    if (home === undefined) delete process.env.VESTIBULE_HOME;
    else process.env.VESTIBULE_HOME = home;
    rmSync(folder, { recursive: true });
  });

  const open = (...options: string[]) => {
    const terminal = new Terminal();
    const { print } = terminal;
    const ended = runSkill(['preview', file, ...options], { print, complain: print, lines: terminal.lines() });
    return { terminal, ended };
  };

  test('goes from form to form, over errors, files, time and an event, to its end', async () => {
    write(document());
    const answers = path.join(folder, 'answers.json');
    write({ 'travel.quote': { result: { quote_id: 'q-1', premium: '42.50' } } }, answers);
    const { terminal, ended } = open('--answers', answers);
    await terminal.until(`${SKILL} is ready. Mocked: travel.`);
    await terminal.until('── Your journey (journey)');
    expect(await terminal.until('? ticket: a file’s path, required')).toContain('We insure up to 90 days.');
    terminal.type(path.join(folder, 'nowhere.pdf'));
    await terminal.until(/✗ ticket: .*can’t be read/);
    terminal.type(PASSPORT);
    await terminal.until('? Days (days): integer, required, from 1, to 90');
    terminal.type('900');
    await terminal.until('? Region (region): a choice, required');
    expect(await terminal.until('2) The world (world)')).toContain('1) Europe (eu)');
    terminal.type('2');
    await terminal.until(/✗ days: .*90/);
    await terminal.until('? Days (days)');
    terminal.type('7');
    await terminal.until('── Your premium (confirm)');
    expect(await terminal.until('? Take it? (action)')).toMatch(/premium: 42\.50\n {2}until 20/);
    terminal.type(':time P3D');
    await terminal.until('── Your premium (confirm)');
    terminal.type('accept');
    await terminal.until('── The underwriter decides (decision)');
    await terminal.until(':event {…} reports what it decides');
    terminal.type(':event {"decision": "perhaps"}');
    await terminal.until('/payload/decision');
    terminal.type(':event {"decision": "accepted"}');
    await terminal.until('■ COMPLETED');
    await terminal.until('premium: 42.50');
    // The platform's own operation is carried out, at the session's time: three days ahead.
    expect(days(3)).toContain(/on: (\S+)/.exec(terminal.said)?.[1]);
    terminal.type(':quit');
    expect(await ended).toBe(0);
  }, 120_000);

  test('is hot: faults are told and the session goes on, a good change begins a fresh one, without a restart', async () => {
    write(document());
    const { terminal, ended } = open('--mock', '--locale', 'ro');
    await terminal.until('── Your journey (journey)');
    await terminal.until('? ticket');
    write(document({ next: 'nowhere' }));
    await terminal.until('target_unknown');
    await terminal.until('The session goes on with the document of before.');
    write({ 'journey.title': 'Călătoria ta' }, path.join(folder, 'travel', 'i18n', 'ro.json'));
    write(document({}, 'Where you go'));
    await terminal.until('A fresh session begins.');
    await terminal.until('── Călătoria ta (journey)');
    terminal.type(PASSPORT, ':form {"days": 7, "region": "eu"}');
    await terminal.until('── Your premium (confirm)');
    terminal.type(':cancel');
    await terminal.until('■ CANCELLED');
    terminal.type('accept');
    await terminal.until('The session is over: :restart or :quit.');
    terminal.type(':restart');
    await terminal.until('── Călătoria ta (journey)');
    terminal.close();
    expect(await ended).toBe(0);
    rmSync(path.join(folder, 'travel', 'i18n', 'ro.json'));
  }, 120_000);

  test('waits for a document that has faults, and ends with 1 where it is never mended', async () => {
    write(document({ next: 'nowhere' }));
    const { terminal, ended } = open();
    await terminal.until('A session begins once that is mended.');
    terminal.close();
    expect(await ended).toBe(1);
  });
});
