import { form, note, type Wrong } from './document';

const NOTE = '/steps/terms/ask/properties/note';
const text = { type: 'string', maxLength: 9 };
const upload = (more: object) => note({ 'x-upload': { mime: ['image/png'], maxBytes: 1_000, count: [0, 1], ...more } });

/** Keywords that no form has: each would be overlooked by a server that does not know it. */
const KEYWORDS: readonly Wrong[] = [
  {
    what: 'a reference to a schema elsewhere',
    change: note({ $ref: 'https://example.com/address.json' }),
    finds: [`member_unknown ${NOTE}/$ref`],
  },
  {
    what: 'a reference inside of the document',
    change: form({ $defs: { name: text }, properties: { note: { $ref: '#/$defs/name' } } }),
    finds: [`member_unknown ${NOTE}/$ref`, 'member_unknown /steps/terms/ask/$defs'],
  },
  {
    what: 'a multiple that is no whole number',
    change: note({ type: 'number', multipleOf: 0.01 }),
    finds: [`type_wrong ${NOTE}/multipleOf`],
  },
  {
    what: 'a misspelt keyword in a member of an object',
    change: note({ type: 'object', additionalProperties: false, properties: { name: { ...text, pattren: '^a' } } }),
    finds: [`member_unknown ${NOTE}/properties/name/pattren`],
  },
  {
    what: 'a misspelt keyword in an entry of a list',
    change: note({ type: 'array', maxItems: 3, items: { ...text, minLenght: 4 } }),
    finds: [`member_unknown ${NOTE}/items/minLenght`],
  },
  {
    what: 'keywords of JSON Schema that forms have not, inside of alternatives',
    change: note({
      anyOf: [
        { ...text, oneOf: [] },
        { type: 'integer', if: {} },
      ],
    }),
    finds: [`member_unknown ${NOTE}/anyOf/0/oneOf`, `member_unknown ${NOTE}/anyOf/1/if`],
  },
  {
    what: 'members by a pattern',
    change: note({
      type: 'object',
      additionalProperties: false,
      properties: {},
      patternProperties: { '^a': text },
    }),
    finds: [`member_unknown ${NOTE}/patternProperties`],
  },
  {
    what: 'an object inside of a form that is not closed',
    change: note({ type: 'object', properties: { name: text } }),
    finds: [`object_open ${NOTE}`],
  },
  { what: 'an upload without types', change: upload({ mime: [] }), finds: [`size_wrong ${NOTE}/x-upload/mime`] },
  {
    what: 'an upload without a size',
    change: note({ 'x-upload': { mime: ['image/png'], count: [0, 1] } }),
    finds: [`member_missing ${NOTE}/x-upload`],
  },
  {
    what: 'an upload of any count',
    change: note({ 'x-upload': { mime: ['image/png'], maxBytes: 1_000 } }),
    finds: [`member_missing ${NOTE}/x-upload`],
  },
  {
    what: 'an upload of a hundred megabytes',
    change: upload({ maxBytes: 104_857_600 }),
    finds: [`number_out_of_range ${NOTE}/x-upload/maxBytes`],
  },
];

/** Titles are texts that apps show. */
const TEXTS: readonly Wrong[] = [
  { what: 'a title that is a number', change: { title: 42 }, finds: ['type_wrong /title'] },
  {
    what: 'a step’s title that is a number',
    change: { steps: { terms: { title: 42 } } },
    finds: ['type_wrong /steps/terms/title'],
  },
  {
    what: 'a field’s title that is a number',
    change: note({ ...text, title: 42 }),
    finds: [`type_wrong ${NOTE}/title`],
  },
];

/** Times and counts that are no limit. */
const LIMITS: readonly Wrong[] = [
  {
    what: 'two hundred years for a session',
    change: { limits: { expires: 'P9999W' } },
    finds: ['expires_too_long /limits/expires'],
  },
  { what: 'a month', change: { limits: { expires: 'P1M' } }, finds: ['duration_bad /limits/expires'] },
  { what: 'a hundred thousand steps', change: { limits: { steps: 100_000 } }, finds: ['steps_too_many /limits/steps'] },
  {
    what: 'three days for an authorisation',
    change: { steps: { sign: { within: 'P3D' } } },
    finds: ['sca_too_long /steps/sign/within'],
  },
];

/** What costs money, or ends otherwise than it went. */
const EFFECTS: readonly Wrong[] = [
  {
    what: 'attempts that are used up and lead to success',
    change: {
      steps: {
        sign: { on: { exhausted: 'thanks' } },
        thanks: { end: 'succeeded', credentials: { hold_id: { $: '/steps/hold/hold_id' } } },
      },
    },
    finds: ['success_unearned /steps/sign/on/exhausted'],
  },
  {
    what: 'a hold that a failed authorisation makes anew',
    change: { steps: { sign: { on: { 'sca.failed': 'hold' } } } },
    finds: ['effect_repeated /steps/hold'],
  },
  {
    what: 'the undo of something else',
    change: { steps: { hold: { compensate: { call: 'pis.cancel', with: null } } } },
    finds: ['undo_missing /steps/hold', 'undo_undeclared /steps/hold/compensate/call'],
  },
  {
    what: 'a number for a text',
    change: { steps: { quote: { with: { period: 12 } } } },
    finds: ['argument_type /steps/quote/with/period'],
  },
  {
    what: 'a default beside a pointer',
    change: { steps: { hold: { with: { quote_id: { $: '/steps/quote/quote_id', default: 'x' } } } } },
    finds: ['template_bad /steps/hold/with/quote_id'],
  },
  {
    what: 'a look into a sealed value',
    change: { steps: { done: { credentials: { country: { $: '/steps/open/iban/country' } } } } },
    finds: ['pointer_bad /steps/done/credentials/country'],
  },
  {
    what: 'an account information skill without a consent',
    change: { skill: 'xyz_aisp_sbx_#1.0' },
    finds: ['credentials_incomplete /steps/done/credentials'],
  },
];

/** Documents that are wrong as a whole: what authors wrote, and what a live session did. */
export const WRONG_DOCUMENTS: readonly Wrong[] = [...KEYWORDS, ...TEXTS, ...LIMITS, ...EFFECTS];
