import type { Step } from '../../domain/session/kinds';
import { Drive } from './drive';
import { ask, graphOf, MINUTE } from './fixture';

const file = (count: [number, number]) => ({ 'x-upload': { mime: ['image/png'], maxBytes: 9, count } });
const asks = (more: object) => ({
  ask: {
    type: 'object',
    properties: {
      note: { type: 'string', maxLength: 9 },
      scan: file([1, 2]),
      selfie: file([1, 1]),
      bill: file([0, 1]),
    },
    additionalProperties: false,
  },
  within: 'PT10M',
  on: { timeout: 'late' },
  ...more,
});

/** Documents that a reviewer may want again. */
const graph = (keep: boolean) =>
  graphOf({
    documents: asks({ keep, next: 'check' }),
    check: {
      call: 'toy.quote',
      on: { 'toy.no_terms': 'documents' },
      next: 'done',
    },
    late: ask('documents'),
  } as unknown as Record<string, Step>);

/** A session whose user has given front, back and a face, and is asked for the documents again. */
const asked = (keep = true) =>
  new Drive(graph(keep))
    .uploadAll(['scan', 'front'], ['scan', 'back'], ['selfie', 'face'])
    .submit({ note: 'a' })
    .fails('toy.no_terms');

const filesOf = (drive: Drive) => {
  const { scan, selfie } = drive.session.results.documents as unknown as Record<string, { sha256: string }[]>;
  return [...(scan ?? []), ...(selfie ?? [])].map(({ sha256 }) => sha256);
};

describe('A form that keeps its files, entered again', () => {
  test('has the files of before, and says so field by field', () => {
    const { next, uploads } = asked().view();
    expect(next).toMatchObject({
      kind: 'form',
      uploads: [
        { field: 'scan', received: 2, kept_ids: ['up-front', 'up-back'] },
        { field: 'selfie', received: 1, kept_ids: ['up-face'] },
        { field: 'bill', received: 0 },
      ],
    });
    const ofVisit = uploads.filter(({ seq }) => seq === 2).map(({ upload_id }) => upload_id);
    expect(ofVisit).toEqual(['up-front', 'up-back', 'up-face']);
  });

  test('is complete with its data alone', () => {
    const drive = asked().submit({ note: 'b' });
    expect(drive.session).toMatchObject({ step: 'check', results: { documents: { note: 'b' } } });
    expect(filesOf(drive)).toEqual(['front', 'back', 'face']);
    expect(drive.log()).not.toContain('documents:discard');
  });

  test('has a new file in place of the only one that a field takes', () => {
    const drive = asked().upload('selfie', 'better face');
    expect(drive.view().next).toMatchObject({ uploads: [{}, { field: 'selfie', received: 1 }, {}] });
    drive.submit({ note: 'b' });
    expect(filesOf(drive)).toEqual(['front', 'back', 'better face']);
  });

  test('takes a new file into a field of several once its user has taken one of before back', () => {
    const drive = asked();
    const { session } = drive;
    expect(drive.upload('scan', 'better front').session).toEqual(session);
    drive.remove('front').upload('scan', 'better front').submit({ note: 'b' });
    expect(filesOf(drive)).toEqual(['back', 'better front', 'face']);
  });

  test('takes the same file again for the one that is there', () => {
    const drive = asked();
    const { session } = drive;
    expect(drive.upload('selfie', 'face').session).toEqual(session);
  });

  test('lacks a file that its user has taken back, and waits for another', () => {
    const drive = asked().remove('face').submit({ note: 'b' });
    expect(drive.session.status).toBe('AWAITING_UPLOAD');
    expect(drive.view()).toMatchObject({ removed_uploads: ['up-face'], next: { uploads: [{}, { received: 0 }, {}] } });
    expect(filesOf(drive.upload('selfie', 'better face'))).toEqual(['front', 'back', 'better face']);
  });

  test('takes one request with a file too many as a whole or not at all', () => {
    const drive = asked();
    const { session } = drive;
    expect(drive.uploadAll(['selfie', 'one'], ['selfie', 'two']).session).toEqual(session);
  });

  test('discards what was replaced or taken back once the step is complete, not before', () => {
    const drive = asked().remove('front').upload('selfie', 'better face');
    expect(drive.fresh).toEqual([]);
    expect(drive.log()).not.toContain('documents:discard');
    const discarded = drive
      .submit({ note: 'b' })
      .fresh.filter((effect) => effect.do === 'call' && effect.phase === 'discard');
    expect(discarded).toMatchObject([{ args: { upload_id: 'up-front' } }, { args: { upload_id: 'up-face' } }]);
  });

  test('discards a file of this visit as soon as its user takes it back', () => {
    const drive = asked().upload('bill', 'bill').remove('bill');
    expect(drive.fresh).toMatchObject([{ phase: 'discard', args: { upload_id: 'up-bill' } }]);
  });

  test('that is left by its time-out leaves the files of before where they were, and keeps them the next time', () => {
    const drive = asked()
      .remove('front')
      .upload('selfie', 'better face')
      .pass(10 * MINUTE);
    expect(drive.session.step).toBe('late');
    expect(filesOf(drive)).toEqual(['front', 'back', 'face']);
    expect(drive.log()).not.toContain('documents:discard');
    expect(drive.submit().view().next).toMatchObject({ uploads: [{ received: 2 }, { received: 1 }, { received: 0 }] });
  });

  test('leaves no file at the end of the session', () => {
    const drive = asked().upload('selfie', 'better face').submit({ note: 'b' }).cancel();
    const last = drive.settle().calls().at(-1);
    expect(last).toMatchObject({ phase: 'discard', args: {} });
    expect(drive.session).toMatchObject({ uploaded: false, waiting: { kind: 'closed' } });
  });

  test('takes nothing from a list of data for a file, whatever it says', () => {
    const list = { type: 'array', items: { type: 'object' } };
    const lists = graphOf({
      form: {
        ask: { type: 'object', properties: { scan: file([1, 1]), list }, additionalProperties: false },
        keep: true,
        next: 'check',
      },
      check: { call: 'toy.quote', on: { 'toy.no_terms': 'form' }, next: 'done' },
    } as unknown as Record<string, Step>);
    const drive = new Drive(lists)
      .upload('scan', 'a')
      .submit({ list: [{ upload_id: 'up-of-another' }] })
      .fails('toy.no_terms')
      .submit({ list: [] });
    expect(drive.log()).not.toContain('form:discard');
  });
});

test('A form that doesn’t keep them begins without files, and has the node that it had', () => {
  expect(asked(false).view().next).toMatchObject({ uploads: [{ received: 0 }, { received: 0 }, { received: 0 }] });
  expect(graph(false).nodes.documents).not.toHaveProperty('keep');
});

test('A file that an undo names is not discarded before the undo has run', () => {
  const graphWithUndo = graphOf({
    documents: asks({ keep: true, next: 'hold' }),
    hold: {
      call: 'toy.hold',
      with: { amount: '1' },
      compensate: { call: 'toy.release', with: { hold_id: { $: '/steps/documents/selfie/0/upload_id' } } },
      next: 'check',
    },
    check: { call: 'toy.quote', on: { 'toy.no_terms': 'documents' }, next: 'done' },
    late: ask('documents'),
  } as unknown as Record<string, Step>);
  const drive = new Drive(graphWithUndo)
    .uploadAll(['scan', 'front'], ['selfie', 'face'])
    .submit()
    .yields({ hold_id: 'h' })
    .fails('toy.no_terms')
    .upload('selfie', 'better face')
    .submit();
  expect(drive.session.step).toBe('hold');
  expect(drive.log()).not.toContain('documents:discard');
});
