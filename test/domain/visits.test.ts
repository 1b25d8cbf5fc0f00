import { NEWEST } from '../../domain/session/flags';
import type { Step } from '../../domain/session/kinds';
import type { Session } from '../../domain/session/session';
import { Drive } from './drive';
import { ask, graphOf, MINUTE } from './fixture';

const quote: Step = { call: 'toy.quote', next: 'confirm' };
const confirm = ask('done', { within: 'PT15M', on: { timeout: 'quote' }, show: { rate: { $: '/steps/quote/rate' } } });
const graph = graphOf({ form: ask('quote'), quote, confirm });
const accept = { answer: 'accept' };

/** A session whose user was shown a first quote, which then ran out. */
const renewed = () => {
  const drive = new Drive(graph).submit().yields({ rate: '3' });
  const { seq, visit } = drive.view();
  return { drive: drive.pass(15 * MINUTE), seq, visit: String(visit) };
};

describe('A visit', () => {
  test('is another one when its step is entered anew, though no submission came between', () => {
    const { drive, seq, visit } = renewed();
    drive.yields({ rate: '2' });
    expect(drive.view()).toMatchObject({ seq, next: { kind: 'form', step: 'confirm', seq } });
    expect(drive.view().visit).not.toBe(visit);
    expect(drive.view().next).toMatchObject({ visit: drive.view().visit });
  });

  test('that is over takes no answer: neither while the next is made ready nor when it is shown', () => {
    const { drive, seq, visit } = renewed();
    for (const step of [drive, drive.yields({ rate: '2' })]) {
      const before = step.session;
      expect(step.submit(accept, { seq, step: 'confirm', visit }).session).toEqual(before);
      expect(step.verdict(seq, 'confirm', accept, visit)).toEqual({ verdict: 'step_changed' });
    }
    const visitNow = String(drive.view().visit);
    drive.submit(accept, { visit: visitNow });
    expect(drive.verdict(seq, 'confirm', accept, visitNow)).toEqual({ verdict: 'accepted' });
  });

  test('that is over stays so when the next was answered, even with the same data', () => {
    const { drive, seq, visit } = renewed();
    drive.yields({ rate: '2' }).submit(accept);
    expect(drive.verdict(seq, 'confirm', accept, visit)).toEqual({ verdict: 'step_changed' });
  });

  test('is each challenge of a bank, and each form behind a bank', () => {
    const sign: Step = { sca: { call: 'toy.sign' }, next: 'form' };
    const challenge = { state: 'challenge', kind: 'otp', show: {}, handle: 1 };
    const drive = new Drive(graphOf({ sign, form: ask('done') })).yields(challenge);
    const first = drive.view().visit;
    expect(drive.submit({ otp: '1' }).yields(challenge).view().visit).not.toBe(first);
    const last = drive.submit({ otp: '2' });
    const announced = last.view().visit;
    expect(last.yields({ state: 'done', result: {} }).view()).toMatchObject({
      visit: announced,
      next: { step: 'form' },
    });
  });

  test('behind other answers is another one, though it is the second form in both', () => {
    const [one, other, same] = ['a', 'b', 'a'].map((answer) => new Drive(graph).submit({ answer }).yields({}));
    expect(one?.view().visit).not.toBe(other?.view().visit);
    expect(one?.view().visit).toBe(same?.view().visit);
  });

  test('is not asked of an API that does not know of visits', () => {
    const { drive, seq } = renewed();
    drive.yields({ rate: '2' }).submit(accept, { seq, step: 'confirm' });
    expect(drive.verdict(seq, 'confirm', accept)).toEqual({ verdict: 'accepted' });
  });

  test('is counted on in a session that an older version has continued as new', () => {
    const { forms: _forms, lineage: _lineage, ...older } = new Drive(graph).submit().yields({}).session as Session;
    const drive = new Drive(graph);
    drive.session = older as typeof drive.session;
    const { seq, visit } = drive.view();
    expect(drive.submit(accept, { seq, visit: String(visit) }).verdict(seq, 'confirm', accept, visit)).toEqual({
      verdict: 'accepted',
    });
  });

  test('whose files are awaited is that of its data', () => {
    const scan = { 'x-upload': { mime: ['image/png'], maxBytes: 9, count: [1, 1] } };
    const body = { type: 'object', additionalProperties: false, properties: { scan } };
    const files = { ask: body, within: 'PT5M', on: { timeout: 'files' }, next: 'done' } as unknown as Step;
    const drive = new Drive(graphOf({ files }), NEWEST);
    const visit = String(drive.view().visit);
    drive.submit();
    expect(drive.view()).toMatchObject({ status: 'AWAITING_UPLOAD', next: { kind: 'upload', visit } });
    drive.pass(5 * MINUTE);
    const late = { type: 'uploaded' as const, seq: 1, visit, uploads: [{ ...UPLOAD, field: 'scan' }] };
    const before = drive.session;
    expect(drive.send(late).session).toEqual(before);
    expect(drive.send({ ...late, seq: 2, visit: String(drive.view().visit) }).view().uploads).toHaveLength(1);
  });
});

const UPLOAD = { upload_id: 'u', media_type: 'image/png', bytes: 9, sha256: 'h' };
