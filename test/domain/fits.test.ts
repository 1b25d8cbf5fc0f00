import type { Json } from '../../domain/json';
import { fits } from '../../domain/skill/fits';
import type { Schema } from '../../domain/skill/skill';
import { Drive } from './drive';
import { graphOf } from './fixture';

const DECISION: Schema = {
  type: 'object',
  required: ['decision'],
  properties: {
    decision: { enum: ['approved', 'declined'] },
    message: { type: 'string', maxLength: 5 },
    pages: { type: 'array', items: { type: 'integer', minimum: 1 } },
  },
  additionalProperties: false,
};

describe('An answer of a partner', () => {
  test.each<[string, Json]>([
    ['with what is required', { decision: 'approved' }],
    ['with all there is', { decision: 'declined', message: 'blur', pages: [1, 2] }],
    ['with members that nobody knows', { decision: 'approved', extra: true }],
    ['with sealed members', { decision: 'approved', message: { $sealed: 'x' } }],
  ])('%s fits', (_how, payload) => {
    expect(fits(DECISION, payload)).toBe(true);
  });

  test.each<[string, Json]>([
    ['of another word', { decision: 'aproved' }],
    ['without its decision', { message: 'ok' }],
    ['of another type', 'approved'],
    ['that is nothing', null],
    ['with a text that is too long', { decision: 'approved', message: 'blurred' }],
    ['with a number for a text', { decision: 'approved', message: 7 }],
    ['with a wrong item', { decision: 'approved', pages: [0] }],
    ['with a wrong item among right ones', { decision: 'approved', pages: [1, 0, 2] }],
  ])('%s does not', (_how, payload) => {
    expect(fits(DECISION, payload)).toBe(false);
  });

  test('has each of the members that are required, not one of them', () => {
    expect(fits({ required: ['decision', 'message'] }, { decision: 'approved' })).toBe(false);
  });

  test('that does not fit leaves the step waiting, and is noted; the right one is taken', () => {
    const compiled = graphOf({ wait: { await: 'toy.decision', next: 'done' } });
    const graph = { ...compiled, nodes: { ...compiled.nodes, wait: { ...compiled.nodes.wait, payload: DECISION } } };
    const drive = new Drive(graph as never).callback('wait', { decision: 'aproved' });
    expect(drive.session).toMatchObject({ waiting: { kind: 'event' }, dropped: { unfit: 1 } });
    expect(drive.callback('wait', { decision: 'approved' }).session.results).toEqual({
      wait: { decision: 'approved' },
    });
  });

  test('is not kept if it comes early and does not fit', () => {
    const compiled = graphOf({
      form: { ask: { type: 'object' }, next: 'wait' },
      wait: { await: 'toy.decision', next: 'done' },
    } as never);
    const graph = { ...compiled, nodes: { ...compiled.nodes, wait: { ...compiled.nodes.wait, payload: DECISION } } };
    expect(new Drive(graph as never).callback('wait', 'approved').session).toMatchObject({
      early: {},
      dropped: { unfit: 1 },
    });
  });
});
