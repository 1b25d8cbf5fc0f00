import { NEWEST, type RecordedFlags } from '../../domain/session/flags';
import type { Step } from '../../domain/session/kinds';
import type { AwaitNode } from '../../domain/session/kinds/await';
import { details } from '../../domain/session/operator-text';
import type { Graph } from '../../domain/skill/graph';
import { Drive, upload } from './drive';
import { ask, graphOf, MINUTE } from './fixture';

const scan = { 'x-upload': { mime: ['image/png'], maxBytes: 9, count: [1, 1] } };
const files = {
  ask: { type: 'object', additionalProperties: false, properties: { scan } },
  next: 'sign',
} as unknown as Step;
const quote: Step = { call: 'toy.quote', next: 'confirm' };
const confirm = ask('files', { within: 'PT15M', on: { timeout: 'quote' } });
const sign: Step = { sca: { call: 'toy.sign' }, next: 'done' };
const graph = graphOf({ form: ask('quote'), quote, confirm, files, sign });
const redirect = { state: 'redirect', url: 'https://bank.example', handle: 1 };

/** The messages of one conversation, as a client sends them that is asked for each. */
function conversation() {
  const drive = new Drive(graph, NEWEST);
  const sent: Parameters<Drive['send']>[0][] = [];
  const answer = (data: { answer?: string }) => {
    const { seq, step } = drive.session;
    const { visit } = drive.view();
    sent.push({ type: 'submitted', seq, step, visit: String(visit), data, digest: JSON.stringify(data) });
    drive.send(sent.at(-1) as never);
  };
  answer({ answer: 'a' });
  drive.yields({ rate: '3' });
  answer({ answer: 'accept' });
  sent.push({ type: 'uploaded', seq: 3, visit: String(drive.view().visit), uploads: [upload('scan')] });
  drive.send(sent.at(-1) as never);
  answer({});
  drive.yields(redirect);
  sent.push({ type: 'returned_from_bank', step: 'sign', visit: 1, way: 'ok' });
  drive.send(sent.at(-1) as never);
  return { sent, drive };
}

/** The same session from its beginning, as after a reset: all messages come before anything else happens. */
const again = (of: Graph, sent: Parameters<Drive['send']>[0][], flags: RecordedFlags = NEWEST) =>
  sent.reduce((drive, message) => drive.send(message), new Drive(of, {}, flags));

describe('After a reset to its first task a session', () => {
  test('keeps what comes before it asks for it, and takes each message once its step asks', () => {
    const { sent, drive: before } = conversation();
    const drive = again(graph, sent);
    expect(drive.session.seq).toBe(2);
    expect(drive.verdict(2, 'confirm', { answer: 'accept' }, '2.'.concat(String(drive.session.lineage)))).toEqual({
      verdict: 'kept',
    });
    drive.yields({ rate: '3' });
    expect(drive.session).toMatchObject({ seq: 4, step: 'sign', results: { files: { scan: [{ field: 'scan' }] } } });
    drive.yields(redirect);
    expect(drive.session).toMatchObject({ status: 'PROCESSING', kept: [] });
    expect(drive.session.results).toEqual(before.session.results);
    expect(drive.session.accepted.map(({ digest }) => digest)).toEqual(
      before.session.accepted.map(({ digest }) => digest),
    );
    expect(drive.session).not.toHaveProperty('dropped');
  });

  test('shows files that it keeps, so that their sender hears that they were received', () => {
    const { sent } = conversation();
    const { uploads } = again(graph, sent).view();
    expect(uploads).toMatchObject([{ field: 'scan', seq: 3 }]);
  });

  test('takes no file that was refused for want of room, though another was taken back since', () => {
    const drive = new Drive(graph, NEWEST).submit({ answer: 'a' }).yields().submit({ answer: 'accept' });
    const { seq, visit } = drive.view();
    const sent: Parameters<Drive['send']>[0][] = [
      { type: 'uploaded', seq, visit: String(visit), uploads: [upload('scan', 'blurred')] },
      { type: 'uploaded', seq, visit: String(visit), uploads: [upload('scan', 'refused')] },
      { type: 'upload_removed', seq, upload_id: 'up-blurred' },
      { type: 'uploaded', seq, visit: String(visit), uploads: [upload('scan', 'sharp')] },
    ];
    for (const message of sent) drive.send(message);
    expect(drive.view().uploads).toMatchObject([{ sha256: 'sharp' }]);

    const reset = new Drive(graph, NEWEST).submit({ answer: 'a' });
    const accepted = reset.view().visit?.split('.')[1];
    reset.submit({ answer: 'accept' }, { step: 'confirm', visit: `2.${accepted}` });
    for (const message of sent) reset.send(message);
    expect(reset.view()).toMatchObject({ removed_uploads: ['up-blurred'] });
    expect(reset.view().uploads).not.toContainEqual(expect.objectContaining({ sha256: 'blurred' }));
    reset.yields();
    expect(reset.view().uploads).toMatchObject([{ sha256: 'sharp' }]);
    expect(reset.running('discard').args).toEqual({ upload_id: 'up-blurred' });
  });

  test('does not take for one visit what was sent for another', () => {
    const { sent } = conversation();
    const [first, , ...rest] = sent;
    const drive = again(graph, [first as never, ...rest]).yields({ rate: '3' });
    expect(drive.session).toMatchObject({ step: 'confirm', seq: 2 });
    expect(drive.pass(15 * MINUTE).yields().session).toMatchObject({ step: 'confirm', seq: 2 });
  });

  test('does not take an answer behind other answers than those that it was given after', () => {
    const { sent } = conversation();
    const [, ...rest] = sent;
    const drive = new Drive(graph, NEWEST).submit({ answer: 'other' });
    for (const message of rest) drive.send(message);
    drive.yields({ rate: '9' });
    expect(drive.session).toMatchObject({ step: 'confirm', seq: 2, dropped: { never_asked: 1 } });
    expect(details(drive.session)).toContain('1 message was dropped');
  });

  test('keeps of two submissions to one visit the first, and of two to two visits the one that came later', () => {
    const drive = new Drive(graph, NEWEST).submit({ answer: 'a' });
    const visit = (number: number) => `${number}.${drive.session.lineage}`;
    for (const [number, answer] of [
      [2, 'too late'],
      [3, 'first'],
      [3, 'second'],
    ] as const)
      drive.submit({ answer }, { seq: 2, step: 'confirm', visit: visit(number) });
    expect(drive.session.kept).toMatchObject([{ data: { answer: 'first' } }]);
    drive
      .yields()
      .pass(15 * MINUTE)
      .yields();
    expect(drive.session.results.confirm).toEqual({ answer: 'first' });
  });

  test('counts what it had to drop where it ends before it asks', () => {
    const { sent } = conversation();
    const drive = again(graph, sent).cancel();
    expect(drive.session).toMatchObject({ kept: [], dropped: { never_asked: 3 } });
  });

  test('drops what comes early if it began before sessions kept that, as it was recorded', () => {
    const { sent } = conversation();
    expect(again(graph, sent, {}).session).not.toHaveProperty('kept');
  });
});

describe('What is kept', () => {
  const flood = (bytes: number, count: number) => {
    const drive = new Drive(graph, NEWEST);
    for (let seq = 2; seq < count + 2; seq++)
      drive.submit({ answer: 'x'.repeat(bytes) }, { seq, step: 'confirm', visit: `${seq}.x` });
    return drive;
  };

  test('is bounded in number and in size, and what is too much is counted', () => {
    expect(flood(1, 600).session).toMatchObject({ dropped: { too_many: 100 } });
    const large = flood(10_000, 40);
    expect(JSON.stringify(large.session.kept).length).toBeLessThanOrEqual(128 * 1024);
    expect((large.session.kept?.length ?? 0) + (large.session.dropped?.too_many ?? 0)).toBe(40);
  });

  test('of callbacks is bounded in size too', () => {
    const wait = { await: 'toy.decision', next: 'done' } as Step;
    const compiled = graphOf({ form: ask('wait'), wait });
    // As an older compiler left it: with no schema of the payload, which would bound it.
    const { payload: _, ...unbounded } = compiled.nodes.wait as AwaitNode;
    const drive = new Drive({ ...compiled, nodes: { ...compiled.nodes, wait: unbounded } });
    for (let visit = 1; visit <= 20; visit++) drive.callback('wait', { decision: 'x'.repeat(10_000) }, visit);
    expect(Object.keys(drive.session.early)).toHaveLength(13);
    expect(drive.session.dropped).toEqual({ too_many: 7 });
  });

  test('is not what has no shape: that is counted, and changes nothing else', () => {
    const drive = new Drive(graph, NEWEST);
    const before = drive.session;
    expect(drive.send({ type: 'malformed' }).session).toEqual({ ...before, dropped: { malformed: 1 } });
    expect(details(drive.session)).toContain('had not the shape');
  });
});
