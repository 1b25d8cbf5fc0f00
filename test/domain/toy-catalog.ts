import type { Operation, OperationCatalog } from '../../domain/skill/operation-catalog';
import type { Schema } from '../../domain/skill/skill';

const text: Schema = { type: 'string', maxLength: 100 };
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
      object({
        rate: text,
        token: { ...text, 'x-sensitive': 'secret' },
        valid_until: { ...text, format: 'date-time' },
        secret_until: { ...text, format: 'date', 'x-sensitive': 'secret' },
      }),
      {
        codes: { 'toy.no_terms': 'These terms are not to be had.' },
      },
    ),
    'toy.hold': operation(
      object({ amount: text, note: text, tags: { type: 'array' } }, ['amount']),
      object({ hold_id: text }),
      { undoneBy: ['toy.release'] },
    ),
    'toy.release': operation(object({ hold_id: text }), object({})),
    'toy.check': operation(
      object({ reply_to: text }),
      object({ state: text, parts: { type: 'array', maxItems: 50, items: object({ name: text }) } }),
      {
        waitingFor: 'review',
      },
    ),
    'toy.open': operation(object({}), object({ id: text, extra: { type: 'object', maxProperties: 5 } })),
    'toy.sign': operation(object({ hold_id: text }), object({ signed: text }), { kind: 'sca' }),
  },
  events: { 'toy.decision': { title: 'A decision', waitingFor: 'review', payload: object({ decision: text }) } },
};
