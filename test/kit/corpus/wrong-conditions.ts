import { ACTION, branches, type Wrong } from './document';

const WHEN = '/steps/confirm/next/0/when/~1steps~1confirm~1action';
const kyc = (decision: string, to: string) => ({ when: { '/steps/review/decision': { const: decision } }, to });

/** Branches that never match, always match, or match something else than their author thinks. */
export const WRONG_CONDITIONS: readonly Wrong[] = [
  {
    what: 'a bound in quotation marks',
    change: branches([{ '/steps/terms/value': { minLength: '3' } }, 'terms']),
    finds: ['operand_wrong /steps/confirm/next/0/when/~1steps~1terms~1value/minLength'],
  },
  {
    what: 'a type that is misspelt',
    change: branches([{ [ACTION]: { type: 'strnig' } }, 'terms']),
    finds: [`operand_wrong ${WHEN}/type`],
  },
  {
    what: 'an enum that is no list',
    change: branches([{ [ACTION]: { enum: 'change' } }, 'terms']),
    finds: [`operand_wrong ${WHEN}/enum`],
  },
  {
    what: 'contains with a bare value',
    change: branches([{ [ACTION]: { not: { contains: 'x' } } }, 'terms']),
    finds: [`operand_wrong ${WHEN}/not/contains`],
  },
  {
    what: 'anyOf with bare values',
    change: branches([{ [ACTION]: { anyOf: ['change', 'accept'] } }, 'terms']),
    finds: [`operand_wrong ${WHEN}/anyOf`],
  },
  {
    what: 'a number bounded by a text of another step',
    change: branches([{ '/steps/terms/value': { maxLength: { $: '/steps/quote/rate' } } }, 'terms']),
    finds: ['operand_wrong /steps/confirm/next/0/when/~1steps~1terms~1value/maxLength'],
  },
  {
    what: 'a choice that the form does not offer',
    change: branches([{ [ACTION]: { const: 'changed' } }, 'terms']),
    finds: [`branch_impossible ${WHEN}`],
  },
  {
    what: 'a number where the form gives a text',
    change: branches([{ '/steps/terms/period': { const: 12 } }, 'terms']),
    finds: ['branch_impossible /steps/confirm/next/0/when/~1steps~1terms~1period'],
  },
  {
    what: 'a text that is longer than the field',
    change: branches([{ '/steps/terms/value': { const: '1000000000' } }, 'terms']),
    finds: ['branch_impossible /steps/confirm/next/0/when/~1steps~1terms~1value'],
  },
  {
    what: 'a value that the field’s pattern refuses',
    change: branches([{ '/steps/terms/value': { const: '1 000' } }, 'terms']),
    finds: ['branch_impossible /steps/confirm/next/0/when/~1steps~1terms~1value'],
  },
  {
    what: 'bounds between which nothing is',
    change: branches([{ '/steps/terms/value': { minLength: 5, maxLength: 3 } }, 'terms']),
    finds: ['branch_impossible /steps/confirm/next/0/when/~1steps~1terms~1value'],
  },
  {
    what: 'a wider condition before a narrower one',
    change: branches([{ [ACTION]: { type: 'string' } }, 'hold'], [{ [ACTION]: { const: 'change' } }, 'terms']),
    finds: ['branch_shadowed /steps/confirm/next/1'],
  },
  {
    what: 'a wider list of choices before one of them',
    change: branches(
      [{ [ACTION]: { enum: ['accept', 'change'] } }, 'hold'],
      [{ [ACTION]: { const: 'change' } }, 'terms'],
    ),
    finds: ['branch_shadowed /steps/confirm/next/1'],
  },
  {
    what: 'fewer conditions before more of them',
    change: branches(
      [{ '/steps/terms/value': { minLength: 4 } }, 'hold'],
      [{ '/steps/terms/value': { minLength: 6 }, '/steps/terms/period': { const: '3' } }, 'terms'],
    ),
    finds: ['branch_shadowed /steps/confirm/next/1'],
  },
  {
    what: 'a branch for each choice, and one for nothing',
    change: branches([{ [ACTION]: { const: 'change' } }, 'terms'], [{ [ACTION]: { const: 'accept' } }, 'hold']),
    finds: ['default_unreachable /steps/confirm/next/2'],
  },
  {
    what: 'every decision of a partner, and one more',
    of: 'skills/xyz/3.1.json',
    change: {
      steps: {
        review: {
          next: [kyc('approved', 'sign'), kyc('retake', 'documents'), kyc('declined', 'declined'), { to: 'failed' }],
        },
      },
    },
    finds: ['default_unreachable /steps/review/next/3'],
  },
  {
    what: 'not, of a field that may be left empty',
    change: {
      steps: {
        terms: {
          ask: { properties: { gift: { type: 'boolean' } } },
          next: [{ when: { '/steps/terms/gift': { not: { const: true } } }, to: 'quote' }, { to: 'rejected' }],
        },
      },
    },
    finds: ['not_of_absent /steps/terms/next/0/when/~1steps~1terms~1gift'],
  },
  {
    what: 'a look at what is sealed',
    change: {
      steps: { open: { next: [{ when: { '/steps/open/iban': { const: 'DE' } }, to: 'done' }, { to: 'done' }] } },
    },
    finds: ['sensitive_branch /steps/open/next/0/when/~1steps~1open~1iban'],
  },
  {
    what: 'a keyword that conditions do not have',
    change: branches([{ [ACTION]: { pattern: '^ch' } }, 'terms']),
    finds: [`keyword_unknown ${WHEN}`],
  },
];
