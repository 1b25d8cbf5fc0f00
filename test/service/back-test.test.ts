import { readdirSync, readFileSync } from 'node:fs';
import { backTest } from '../../cli/skill/back-test';
import { CATALOGS } from '../../connectors/catalogs';
import type { JsonObject } from '../../domain/json';
import { compareSession } from '../../kit/back-test/back-test';
import { createChecker } from '../../kit/checker';
import type { ProvedSkill } from '../../kit/scenarios/scenario';
import { NoHistory, readHistory } from '../../service/back-test/histories';
import { inProject } from '../docs/support/page';
import { patched } from '../docs/support/patch';

const check = createChecker(inProject('skills'), CATALOGS);
const text = (file: string) => readFileSync(inProject(file), 'utf8');
/** A bundled document, changed. */
const changed = (file: string, patch: JsonObject = {}) =>
  check(JSON.stringify(patched(JSON.parse(text(file)), patch)), file).skill as ProvedSkill;
const names = readdirSync(inProject('test/histories')).filter((name) => name.endsWith('.json'));
const read = (name: string) => ({ id: name, history: JSON.parse(text(`test/histories/${name}`)) as unknown });
const all = () => names.map(read);
const DEPOSIT = 'skills/xyz/3.1.json';
const noForm = () => undefined;

/** How each recorded session has ended: said by its own history, and not by us. */
const ENDS: Record<string, string> = {
  'consent-bank-down-twice.json': 'done (COMPLETED)',
  'deposit-cancelled.json': 'cancelled (CANCELLED)',
  'deposit-declined.json': 'declined (REJECTED)',
  'deposit-retake.json': 'done (COMPLETED)',
  'payment-rejected.json': 'rejected (REJECTED)',
};

describe('A recorded session', () => {
  test.each(Object.entries(ENDS))('is read and comes to the end that it had: %s', (name, end) => {
    const recorded = readHistory(read(name).history, name);
    const skill = changed(name.startsWith('deposit') ? DEPOSIT : 'skills/xyz_aisp/1.0.json');
    expect(compareSession(recorded, skill, noForm).old).toBe(end);
  });

  test('that is none is refused, and nothing of it is said', () => {
    expect(() => readHistory({ events: [] }, 'x')).toThrow(NoHistory);
    expect(() => readHistory(null, 'x')).toThrow(NoHistory);
  });
});

describe('A back-test', () => {
  test('of 3.1 against sessions of 3.0 finds that they all go as they did', async () => {
    const report = await backTest(changed(DEPOSIT), all());
    expect(report).toMatchObject({ sessions: 7, same: 7, parted: [], skipped: 11, unreadable: 0 });
  });

  test('says which sessions part, at which step and event, and where they go instead', async () => {
    const skill = changed(DEPOSIT, {
      steps: {
        review: {
          next: [{ when: { '/steps/review/decision': { const: 'approved' } }, to: 'sign' }, { to: 'rejected' }],
        },
        declined: null,
      },
    });
    const { same, parted } = await backTest(skill, all());
    expect(same).toBe(3);
    expect(
      parted.map(({ sessions, ...rest }) => ({ ...rest, events: sessions.map(({ event }) => event > 20) })),
    ).toEqual([
      {
        at: 'review',
        by: 'called_back',
        why: 'end',
        then: { old: 'documents', new: 'rejected (REJECTED)' },
        count: 3,
        events: [true, true, true],
      },
      {
        at: 'review',
        by: 'called_back',
        why: 'end',
        then: { old: 'declined (REJECTED)', new: 'rejected (REJECTED)' },
        count: 1,
        events: [true],
      },
    ]);
  });

  test('finds a form that would refuse what users gave, and says what nobody can judge', async () => {
    const skill = changed(DEPOSIT, {
      steps: {
        product_form: {
          ask: {
            properties: { period: { enum: ['3', '6'], 'x-labels': { '12': null } } },
            examples: [{ value: '100000', currency: 'EUR', period: '6' }],
          },
        },
      },
    });
    const { parted, unjudged } = await backTest(skill, all());
    expect(parted).toMatchObject([
      { at: 'product_form', by: 'submitted', why: 'refused', then: { new: 'refused: period' }, count: 7 },
    ]);
    expect(unjudged).toEqual([]);
    expect((await backTest(changed(DEPOSIT), all())).unjudged).toEqual([
      { field: 'documents.holder', sessions: 5 },
      { field: 'documents.psu_id', sessions: 5 },
    ]);
  });

  test('finds that another operation would have been called', async () => {
    const skill = changed('skills/xyz_aisp/1.2.json');
    const { same, parted } = await backTest(skill, all());
    expect(same).toBe(0);
    expect(parted).toMatchObject([{ why: 'step', at: 'identify', then: { old: 'consent', new: 'sign_in' }, count: 7 }]);
  });

  test('has nothing of a user in its report: no value, and no session’s id', async () => {
    const reports = await Promise.all(
      [DEPOSIT, 'skills/xyz_pisp/1.2.json', 'skills/xyz_aisp/1.2.json'].map((file) => backTest(changed(file), all())),
    );
    const said = JSON.stringify(reports);
    const ids = all().map(({ history, id }) => readHistory(history, id).start as { start: { session_id: string } });
    for (const { start } of ids) expect(said).not.toContain(start.session_id);
    expect(said).not.toMatch(/100000|EUR|24\.90|user_|\$sealed/);
  });

  test('counts files that are no histories, and goes on', async () => {
    const report = await backTest(changed(DEPOSIT), [
      { id: 'broken', history: undefined },
      read('deposit-retake.json'),
    ]);
    expect(report).toMatchObject({ sessions: 1, unreadable: 1 });
  });
});
