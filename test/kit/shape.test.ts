import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../domain/json';
import { valueAt } from '../../domain/pointer';
import { createShapeCheck } from '../../kit/shape/shape-check';
import { patched } from '../docs/support/patch';
import { bundled, SKILLS, small } from './support/bundled';
import { mutations } from './support/mutations';

const schema = JSON.parse(readFileSync(path.join(SKILLS, 'skill.schema.json'), 'utf8')) as JsonObject;
const shape = createShapeCheck(schema);
const faultsOf = (patch: Json) =>
  shape(patched(small, patch)).map(({ code, pointer, message }) => `${pointer} ${code}: ${message}`);

describe('The shape of a document', () => {
  test('is judged as a stock validator judges it', () => {
    const fits = new Ajv2020({ strict: false }).compile(schema);
    fc.assert(
      fc.property(mutations(bundled), (document) => {
        expect({ document, fits: shape(document).length === 0 }).toEqual({ document, fits: fits(document) });
      }),
      { numRuns: 1_000 },
    );
  });

  test('is told in one sentence a mistake, at a place that the document has', () => {
    fc.assert(
      fc.property(mutations(bundled), (document) => {
        const faults = shape(document);
        expect(faults.length).toBeLessThan(12);
        for (const { pointer, message } of faults) {
          expect(valueAt(document, pointer)).not.toBeUndefined();
          expect(message).toMatch(/[.?]$/);
          expect(message).not.toMatch(/must match|must NOT|undefined|\[object/);
        }
      }),
    );
  });

  test.each<[string, Json, string]>([
    [
      'a misspelt member',
      { limits: { expirs: 'P1D', expires: null } },
      "/limits/expirs member_unknown: 'limits' can't have a member 'expirs'. Did you mean 'expires'?",
    ],
    [
      'a misspelt kind of step',
      { steps: { quote: { call: null, cal: 'deposit.quote' } } },
      "/steps/quote/cal step_kind: 'quote' is no kind of step: did you mean 'call' by 'cal'?",
    ],
    [
      'a step of two kinds',
      { steps: { quote: { end: 'failed' } } },
      "/steps/quote/end step_kind: 'quote' has 'call' and 'end': a step has only one of 'ask', 'call', 'await', 'sca', 'end'.",
    ],
    [
      'a member of another kind of step',
      { steps: { quote: { show: {} } } },
      "/steps/quote/show member_unknown: 'quote' can't have a member 'show'. It can have: call, with, commit, " +
        'settle, compensate, title, description, next, on, within, until, notify, visits.',
    ],
    [
      'a form that is not closed',
      { steps: { terms: { ask: { additionalProperties: null } } } },
      `/steps/terms/ask member_missing: 'ask' needs "additionalProperties": false.`,
    ],
    [
      'a value of another type',
      { steps: { terms: { next: 7 } } },
      "/steps/terms/next type_wrong: 'next' must be a text or a list, not a number.",
    ],
    [
      'a misspelt format',
      { steps: { terms: { ask: { properties: { value: { format: 'ibann' } } } } } },
      "/steps/terms/ask/properties/value/format value_not_allowed: 'format' can't be 'ibann'. Did you mean 'iban'?",
    ],
    [
      'a duration of months',
      { limits: { expires: 'P1M' } },
      "/limits/expires duration_bad: 'expires' can't be 'P1M': durations are of weeks to seconds, like 'P14D' or " +
        "'PT15M', without months, years and fractions.",
    ],
    [
      'a name with a capital',
      { steps: { Terms: { end: 'failed' } } },
      "/steps/Terms name_bad: 'Terms' can't be a name in 'steps': names are lower-case letters, digits and '_', begin " +
        'with a letter and have at most 63 characters.',
    ],
    [
      'a branch without a target',
      { steps: { terms: { next: [{ too: 'quote' }] } } },
      "/steps/terms/next/0/too member_unknown: Item 1 of 'next' can't have a member 'too'. Did you mean 'to'?",
    ],
  ])('%s is one mistake, told at the very place', (_what, patch, expected) => {
    expect(faultsOf(patch)).toEqual([expected]);
  });

  test('is judged by no schema that it would only half understand', () => {
    expect(() => createShapeCheck({ properties: { a: { minContains: 1 } } })).toThrow("'minContains'");
  });
});
