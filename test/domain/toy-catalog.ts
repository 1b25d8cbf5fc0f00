import type { Operation, OperationCatalog } from '../../domain/skill/operation-catalog';
import type { Schema } from '../../domain/skill/skill';

const text: Schema = { type: 'string', maxLength: 128 };
const sealed: Schema = { ...text, 'x-sensitive': 'pii' };
const object = (properties: Record<string, Schema>, required: string[] = []): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const timing = { retry: { initial: 1_000, backoff: 2, maximum: 10_000, attempts: 0 }, attempt: 10_000, total: 30_000 };

function operation(input: Schema, output: Schema, more: Partial<Operation> = {}): Operation {
  return { title: 'An operation', kind: 'call', waitingFor: 'bank', input, output, codes: {}, ...timing, ...more };
}

/** A small bank with one of everything that the kernel tells apart. */
export const CATALOG: OperationCatalog = {
  name: 'toy',
  operations: {
    'toy.quote': operation(
      object({ amount: text }),
      object(
        {
          rate: text,
          token: sealed,
          valid_until: { ...text, format: 'date-time' },
          secret_until: { ...text, format: 'date', 'x-sensitive': 'secret' },
        },
        ['rate', 'token'],
      ),
      { codes: { 'toy.no_terms': 'These terms are not to be had.' }, undoneBy: ['toy.release'] },
    ),
    'toy.hold': operation(
      object({ amount: sealed, note: sealed, tags: { type: 'array', 'x-sensitive': 'pii' } }, ['amount']),
      object({ hold_id: text }, ['hold_id']),
      { undoneBy: ['toy.release'] },
    ),
    'toy.release': operation(object({ hold_id: text }), object({})),
    'toy.check': operation(
      object({ reply_to: { type: 'string', maxLength: 2048 } }),
      object({ state: text, parts: { type: 'array', maxItems: 50, items: object({ name: text }) } }),
      {
        waitingFor: 'review',
      },
    ),
    'toy.open': operation(object({}), object({ id: text, extra: { type: 'object', maxProperties: 5 } }), {}),
    'toy.sign': operation(object({ hold_id: text }), object({ signed: text }), { kind: 'sca' }),
  },
  events: { 'toy.decision': { title: 'A decision', waitingFor: 'review', payload: object({ decision: text }) } },
};
