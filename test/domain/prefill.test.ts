import type { JsonObject } from '../../domain/json';
import { view } from '../../domain/session/view';
import type { NextView } from '../../domain/session/views';
import { build } from '../../domain/skill/compile';
import type { Graph } from '../../domain/skill/graph';
import type { OperationCatalog } from '../../domain/skill/operation-catalog';
import { Drive } from './drive';
import { ask, define } from './fixture';
import { CATALOG } from './toy-catalog';

const SEALED = { $sealed: 'v1.abc' };

/** A form, then a partner's decision that may lead back to it. `more`: of the form. */
function graph(more: JsonObject, says?: string): Graph {
  const decision = CATALOG.events['toy.decision'];
  const payload = { ...decision?.payload, properties: { decision: { type: 'string' }, note: { type: 'string' } } };
  const catalog = {
    ...CATALOG,
    events: { 'toy.decision': { ...decision, payload, ...(says === undefined ? {} : { says }) } },
  } as OperationCatalog;
  const next = [{ when: { '/steps/wait/decision': { const: 'again' } }, to: 'form' }, { to: 'done' }];
  const steps = { form: ask('wait', more), wait: { await: 'toy.decision', next } };
  return build({ definition: define(steps), catalog }, 'digest');
}

const shown = (drive: Drive) => view(drive.session).next as Extract<NextView, { kind: 'form' }>;
const decided = (drive: Drive, payload: JsonObject, visit = 1) =>
  drive.send({ type: 'called_back', step: 'wait', visit, id: `d-${visit}`, payload });

describe('A form that begins with what was before', () => {
  test('shows open values, names sealed ones, at any depth, and nothing at first', () => {
    const drive = new Drive(graph({ prefill: true }));
    expect(shown(drive)).not.toHaveProperty('prefill');
    drive.submit({ a: 'x', b: SEALED, c: [{ d: SEALED }], e: { f: 1 } });
    decided(drive, { decision: 'again' });
    expect(shown(drive)).toMatchObject({ prefill: { a: 'x', e: { f: 1 } }, kept: ['b', 'c'] });
  });

  test('keeps sealed values that a submission names, and takes no open one, no stranger, nothing that is given anew', () => {
    const drive = new Drive(graph({ prefill: true }));
    drive.submit({ a: 'x', b: SEALED, c: SEALED });
    decided(drive, { decision: 'again' });
    const { seq, step } = drive.session;
    const keep = ['a', 'b', 'nothing', 'constructor'];
    drive.send({ type: 'submitted', seq, step, data: { c: 'new' }, digest: 'd', keep });
    expect(drive.session.results.form).toEqual({ b: SEALED, c: 'new' });
  });

  test('names what may be kept while files are awaited, too, and data that replace others keep it', () => {
    const scan = { 'x-upload': { mime: ['image/png'], maxBytes: 9, count: [1, 1] } };
    const properties = { b: { type: 'string', maxLength: 9, 'x-sensitive': true }, scan };
    const drive = new Drive(graph({ prefill: true, ask: { type: 'object', additionalProperties: false, properties } }));
    drive.submit({ b: SEALED });
    expect(drive.view().next).not.toHaveProperty('kept');
    drive.upload('scan');
    decided(drive, { decision: 'again' });
    drive.submit({ b: 'mistyped' });
    expect(drive.view().next).toMatchObject({ kind: 'upload', kept: ['b'] });
    const { seq, step } = drive.session;
    drive.send({ type: 'submitted', seq, step, data: {}, digest: 'd', keep: ['b'] });
    drive.upload('scan');
    expect(drive.session.results.form).toMatchObject({ b: SEALED });
  });

  test('is not one that a session began before there was such a thing, nor one that doesn’t say so', () => {
    const drive = new Drive(graph({}));
    drive.submit({ a: 'x', b: SEALED });
    decided(drive, { decision: 'again' });
    expect(shown(drive)).not.toHaveProperty('prefill');
    expect(shown(drive)).not.toHaveProperty('kept');
    const { seq, step } = drive.session;
    drive.send({ type: 'submitted', seq, step, data: {}, digest: 'd', keep: ['b'] });
    expect(drive.session.results.form).toEqual({});
  });
});

describe('What a partner says to the user', () => {
  test('is told by the next form, and no longer once the user has answered', () => {
    const drive = new Drive(graph({}, 'note'));
    drive.submit({ answer: 'x' });
    decided(drive, { decision: 'again', note: 'Please look again.' });
    expect(shown(drive).message).toBe('Please look again.');
    drive.submit({ answer: 'y' });
    decided(drive, { decision: 'again' }, 2);
    expect(shown(drive)).not.toHaveProperty('message');
  });

  test('counts when it came early, too', () => {
    const drive = new Drive(graph({}, 'note'));
    decided(drive, { decision: 'again', note: 'Please look again.' });
    drive.submit({ answer: 'x' });
    expect(shown(drive).message).toBe('Please look again.');
  });

  test('is dropped where it is no text, and where the catalog names no such member', () => {
    for (const [says, note] of [
      ['note', 5],
      [undefined, 'Hello'],
    ] as const) {
      const drive = new Drive(graph({}, says));
      drive.submit({ answer: 'x' });
      decided(drive, { decision: 'again', note });
      expect(shown(drive)).not.toHaveProperty('message');
    }
  });
});
