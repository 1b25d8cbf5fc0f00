import { NEWEST } from '../../domain/session/flags';
import { Drive, upload } from './drive';
import { ask, DAY, graphOf } from './fixture';

const file = (count: [number, number]) => ({ 'x-upload': { mime: ['image/png'], maxBytes: 1000, count } });
const properties = {
  name: { type: 'string', maxLength: 9 },
  scan: file([1, 2]),
  selfie: file([1, 1]),
  extra: file([0, 1]),
};
const documents = {
  ask: { type: 'object', additionalProperties: false, properties },
  within: 'P5D',
  next: 'then',
} as never;
const graph = graphOf({
  documents,
  then: { ask: { type: 'object', properties: {}, additionalProperties: false }, next: 'done' },
});
const fresh = () => new Drive(graph);
/** A session that began before data could be replaced. */
const former = () => new Drive(graph, {}, {});

describe('Uploads', () => {
  test('before their data are kept, and counted in the form', () => {
    const drive = fresh().upload('scan').upload('selfie');
    expect(drive.view().next).toMatchObject({
      kind: 'form',
      uploads: [
        { field: 'scan', min: 1, max: 2, received: 1, media_types: ['image/png'], max_bytes: 1000 },
        { field: 'selfie', received: 1 },
        { field: 'extra', received: 0 },
      ],
    });
    expect(drive.view().uploads.map(({ field, seq }) => [field, seq])).toEqual([
      ['scan', 1],
      ['selfie', 1],
    ]);
    expect(drive.submit({ name: 'A' }).session.step).toBe('then');
  });

  test('after their data complete the step, whatever comes last', () => {
    const drive = fresh().submit({ name: 'A' });
    expect(drive.view()).toMatchObject({
      status: 'AWAITING_UPLOAD',
      next: { kind: 'upload', seq: 1, step: 'documents' },
      seq: 2,
    });
    drive.upload('scan');
    expect(drive.view().next).toMatchObject({
      kind: 'upload',
      uploads: [{ received: 1 }, { received: 0 }, { received: 0 }],
    });
    expect(drive.view().uploads).toMatchObject([{ field: 'scan', seq: 1 }]);
    drive.upload('selfie');
    expect(drive.session.results.documents).toMatchObject({
      name: 'A',
      scan: [{ field: 'scan' }],
      selfie: [{ field: 'selfie' }],
      extra: [],
    });
  });

  test('are still shown to one who asks late, under the submission that they belong to', () => {
    const drive = fresh().submit({ name: 'A' }).upload('scan').upload('selfie');
    expect(drive.view().uploads).toMatchObject([
      { field: 'scan', seq: 1 },
      { field: 'selfie', seq: 1 },
    ]);
    expect(drive.submit().view().uploads).toEqual([]);
  });

  test('of a form that was sent before are not those of the one before it', () => {
    const again = {
      ask: { type: 'object', additionalProperties: false, properties },
      next: [{ when: {}, to: 'documents' }, { to: 'done' }],
    } as never;
    const drive = new Drive(graphOf({ documents: again })).submit({}).upload('scan', 'one').upload('selfie', 'two');
    expect(drive.view().uploads).toMatchObject([
      { sha256: 'one', seq: 1 },
      { sha256: 'two', seq: 1 },
    ]);
    expect(drive.submit({}).view()).toMatchObject({ uploads: [], next: { kind: 'upload', seq: 2 } });
  });

  test.each([
    ['the same again', (drive: Drive) => drive.upload('scan')],
    ['too many', (drive: Drive) => drive.upload('selfie', 'another')],
    ['undeclared', (drive: Drive) => drive.upload('passport')],
    ['of another submission', (drive: Drive) => drive.upload('scan', 'another', 2)],
  ])('that are %s change nothing', (_what, act) => {
    const drive = fresh().upload('scan').upload('selfie');
    const before = drive.session;
    expect(act(drive).session).toEqual(before);
  });

  test('that are late change nothing, neither for the next step nor at the end', () => {
    const drive = fresh()
      .upload('scan')
      .upload('selfie')
      .submit({})
      .upload('scan', 'late', 1)
      .upload('scan', 'late', 2);
    expect(drive.view().next).not.toHaveProperty('uploads');
    const over = drive.submit();
    const before = over.session;
    expect(over.upload('scan', 'later', 3).session).toEqual(before);
    const elsewhere = new Drive(graphOf({ quote: { call: 'toy.quote', next: 'done' } }));
    expect(elsewhere.upload('scan').session.uploaded).toBe(false);
  });

  test('of a step that left no result are none, not even where the step is called like a member of every object', () => {
    const odd = graphOf({
      constructor: { ...(documents as object), on: { timeout: 'then' } } as never,
      then: ask('done'),
    });
    expect(
      new Drive(odd)
        .submit({})
        .upload('scan')
        .pass(5 * DAY)
        .view(),
    ).toMatchObject({ uploads: [], next: { step: 'then' } });
  });

  test('under two names are two, though they are the same file', () => {
    expect(fresh().upload('scan', 'same').upload('selfie', 'same').submit({}).session.step).toBe('then');
  });

  test('that are missing are named to one who submits again', () => {
    const drive = former().submit({ name: 'A' }).upload('scan');
    expect(drive.verdict(2, 'documents', {})).toEqual({ verdict: 'uploads_missing', fields: ['selfie'] });
    expect(drive.submit({}).session.seq).toBe(2);
  });

  test('are a sign of life', () => {
    const idle = graphOf(
      { documents: { ...(documents as object), next: 'done' } as never },
      { limits: { expires: 'P14D', idle: 'P2D' } },
    );
    expect(
      new Drive(idle)
        .pass(DAY)
        .upload('scan')
        .pass(2 * DAY - 1).session.status,
    ).toBe('SESSION_CREATED');
  });

  test('are no longer waited for when the step’s time is up', () => {
    expect(
      fresh()
        .submit({})
        .pass(5 * DAY).session,
    ).toMatchObject({ status: 'EXPIRED', step: 'expired' });
  });
});

describe('Files of one request', () => {
  test('are taken together', () => {
    const drive = fresh().uploadAll(['scan', 'a'], ['scan', 'b'], ['selfie', 'c']);
    expect(drive.view().uploads.map(({ sha256 }) => sha256)).toEqual(['a', 'b', 'c']);
  });

  test.each([
    [
      'is one too many',
      [
        ['scan', 'a'],
        ['scan', 'b'],
        ['scan', 'c'],
      ],
    ],
    [
      'has no field',
      [
        ['scan', 'a'],
        ['passport', 'b'],
      ],
    ],
  ] as [string, [string, string][]][])('are refused together where one %s', (_what, files) => {
    const drive = fresh();
    const before = drive.session;
    expect(drive.uploadAll(...files).session).toEqual(before);
  });

  test('count once where two are the same, beside those that are there', () => {
    const drive = fresh().upload('scan', 'a').uploadAll(['scan', 'a'], ['scan', 'b'], ['scan', 'b']);
    expect(drive.view().uploads.map(({ sha256 }) => sha256)).toEqual(['a', 'b']);
  });
});

describe('A file that its user takes back', () => {
  test('is no longer there, is discarded, and makes room for another', () => {
    const drive = fresh().upload('selfie', 'wrong').remove('wrong');
    expect(drive.view()).toMatchObject({ uploads: [], removed_uploads: ['up-wrong'] });
    expect(drive.running('discard')).toMatchObject({
      operation: { operation: 'session.discard' },
      args: { upload_id: 'up-wrong' },
    });
    expect(drive.yields({}, 'discard').upload('selfie', 'right').view().uploads).toMatchObject([{ sha256: 'right' }]);
  });

  test('can be taken back after the data, too, and the step waits for another', () => {
    const drive = fresh().submit({ name: 'A' }).upload('scan', 'wrong').remove('wrong').upload('selfie');
    expect(drive.view()).toMatchObject({ status: 'AWAITING_UPLOAD', next: { kind: 'upload', seq: 1 } });
    expect(drive.upload('scan', 'right').session.results.documents).toMatchObject({ scan: [{ sha256: 'right' }] });
  });

  test('may come again as the same file, but not by the same message', () => {
    const drive = fresh().upload('scan', 'a').remove('a').upload('scan', 'a');
    expect(drive.view().uploads).toEqual([]);
    drive.send({ type: 'uploaded', seq: 1, uploads: [{ ...upload('scan', 'a'), upload_id: 'another' }] });
    expect(drive.view().uploads).toMatchObject([{ upload_id: 'another' }]);
  });

  test.each([
    ['unknown', (drive: Drive) => drive.remove('other')],
    ['removed before', (drive: Drive) => drive.remove('gone')],
    ['of another submission', (drive: Drive) => drive.remove('scan-sha', 2)],
  ])('that is %s changes nothing', (_what, act) => {
    const drive = fresh().upload('scan').upload('selfie', 'gone').remove('gone').yields({}, 'discard');
    const before = drive.session;
    expect(act(drive).session).toEqual(before);
  });

  test('is kept once the step is complete', () => {
    const drive = fresh().upload('scan').upload('selfie').submit({});
    const before = drive.session;
    expect(drive.remove('scan-sha', 1).remove('scan-sha', 2).session).toEqual(before);
  });

  test('is discarded with all others where the session ends before', () => {
    const drive = fresh().upload('selfie', 'wrong').upload('scan').remove('wrong').cancel();
    expect(drive.running()).toMatchObject({ phase: 'discard', args: {} });
    expect(drive.yields().session.waiting.kind).toBe('closed');
  });

  test('is a sign of life', () => {
    const idle = graphOf(
      { documents: { ...(documents as object), next: 'done' } as never },
      { limits: { expires: 'P14D', idle: 'P2D' } },
    );
    const drive = new Drive(idle).upload('scan').pass(DAY).remove('scan-sha');
    expect(drive.pass(2 * DAY - 1).session.status).toBe('SESSION_CREATED');
  });
});

describe('Data that were mistyped', () => {
  const awaiting = () => new Drive(graph, NEWEST).submit({ name: 'Anna' }).upload('scan');

  test('are replaced while files are awaited, and the files stay', () => {
    const drive = awaiting().submit({ name: 'Ana' });
    expect(drive.view()).toMatchObject({
      status: 'AWAITING_UPLOAD',
      seq: 3,
      last: { seq: 1, step: 'documents' },
      next: { kind: 'upload', seq: 1, uploads: [{ received: 1 }, { received: 0 }, { received: 0 }] },
    });
    expect(drive.verdict(2, 'documents', { name: 'Ana' })).toEqual({ verdict: 'accepted' });
    expect(drive.verdict(1, 'documents', { name: 'Anna' })).toEqual({ verdict: 'accepted' });
    const complete = drive.upload('selfie');
    expect(complete.session.results.documents).toMatchObject({ name: 'Ana', scan: [{ field: 'scan' }] });
    expect(complete.view().uploads).toMatchObject([
      { field: 'scan', seq: 1 },
      { field: 'selfie', seq: 1 },
    ]);
  });

  test('are not replaced by another step’s, nor under a number that was used', () => {
    const drive = awaiting();
    const before = drive.session;
    expect(drive.submit({}, { step: 'then' }).submit({}, { seq: 1 }).session).toEqual(before);
  });

  test('stay as they are in a session that began before that was possible', () => {
    const drive = former().submit({ name: 'Anna' });
    const before = drive.session;
    expect(drive.submit({ name: 'Ana' }).session).toEqual(before);
    expect(drive.verdict(2, 'documents', { name: 'Ana' })).toMatchObject({ verdict: 'uploads_missing' });
  });
});

describe('Received files', () => {
  test('are discarded at the end, after the last undo; by the finish where all went well', () => {
    const bad = fresh().upload('scan').cancel();
    expect(bad.running()).toMatchObject({ phase: 'discard', operation: { operation: 'session.discard' }, args: {} });
    expect(bad.yields().session.waiting.kind).toBe('closed');
    expect(fresh().upload('scan').cancel().fails().session.waiting.kind).toBe('closed');
    const good = fresh().upload('scan').upload('selfie').submit().submit();
    expect(good.settle().log()).toEqual(['done:finish']);
  });
});
