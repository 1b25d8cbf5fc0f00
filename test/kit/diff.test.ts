import type { Body } from '../../cli/tour/app';
import type { JsonObject } from '../../domain/json';
import { valueAt } from '../../domain/pointer';
import type { SkillDefinition } from '../../domain/skill/definition';
import type { SkillChange } from '../../kit/diff/change';
import { diffSkills } from '../../kit/diff/diff';
import { neededVersion, versionFault } from '../../kit/diff/version';
import { bundled } from '../domain/graphs';

/** A deposit in small: a form, a call, a form that shows its result, the purchase, three ends. */
const OLD: JsonObject = {
  skill: 'xyz_sbx_#1.0',
  title: 'A deposit',
  catalog: 'xyz',
  limits: { expires: 'P14D', idle: 'P7D' },
  start: 'terms',
  on: { expired: 'failed' },
  steps: {
    terms: {
      title: 'Your deposit',
      ask: {
        type: 'object',
        required: ['value'],
        additionalProperties: false,
        properties: {
          value: { type: 'string', title: 'Amount', maxLength: 12, pattern: '^[0-9]+$' },
          period: { type: 'string', enum: ['3', '6', '12'], 'x-labels': { 3: 'Three months' } },
          count: { type: 'integer', minimum: 1, maximum: 9, multipleOf: 1 },
          ibans: { type: 'array', minItems: 1, maxItems: 5, items: { type: 'string', maxLength: 34 } },
          price: { type: 'string', format: 'amount', 'x-amount': { minimum: '1', maximum: '100', currency: 'EUR' } },
          scan: { type: 'string', 'x-upload': { mime: ['image/png', 'image/jpeg'], maxBytes: 1000, count: [1, 2] } },
        },
      },
      next: 'quote',
    },
    quote: { call: 'deposit.quote', with: { value: { $: '/steps/terms/value' } }, next: 'confirm' },
    confirm: {
      ask: { type: 'object', additionalProperties: false, properties: { ok: { const: true } } },
      show: { rate: { $: '/steps/quote/rate' } },
      next: [{ when: { '/steps/terms/period': { const: '3' } }, to: 'open' }, { to: 'done' }],
    },
    open: { call: 'deposit.open', commit: true, next: 'done' },
    done: { end: 'succeeded', output: { rate: { $: '/steps/quote/rate' } }, credentials: { id: 'x' } },
    failed: { end: 'failed', reason: { code: 'broken', message: 'It broke.' } },
  },
};

/** What changes when the document is changed by a function. */
function changes(change: (document: Body) => void): SkillChange[] {
  const next = structuredClone(OLD);
  change(next);
  return diffSkills(OLD as unknown as SkillDefinition, next as unknown as SkillDefinition);
}
const brief = (changes: SkillChange[]) => changes.map(({ level, code }) => `${level} ${code}`);
/** The change of one field of the form. */
const field = (name: string, change: JsonObject) =>
  brief(changes(({ steps }) => Object.assign(steps.terms.ask.properties[name], change)));

describe('A change of a form breaks clients', () => {
  test.each<[string, string, JsonObject]>([
    ['a shorter text', 'value', { maxLength: 11 }],
    ['another pattern', 'value', { pattern: '^[1-9]+$' }],
    ['another type', 'value', { type: 'integer' }],
    ['a new format', 'value', { format: 'iban' }],
    ['a choice that is gone', 'period', { enum: ['3', '6'] }],
    ['a fixed value', 'period', { const: '3' }],
    ['a higher least', 'count', { minimum: 2 }],
    ['a lower most', 'count', { maximum: 8 }],
    ['a bound that was not there', 'count', { exclusiveMaximum: 5 }],
    ['a coarser step', 'count', { multipleOf: 2 }],
    ['fewer entries', 'ibans', { maxItems: 4 }],
    ['more entries', 'ibans', { minItems: 2 }],
    ['entries that differ', 'ibans', { uniqueItems: true }],
    ['narrower entries', 'ibans', { items: { type: 'string', maxLength: 22 } }],
    ['a lower amount', 'price', { 'x-amount': { minimum: '1', maximum: '99', currency: 'EUR' } }],
    ['another currency', 'price', { 'x-amount': { minimum: '1', maximum: '100', currency: 'RON' } }],
    ['a media type that is gone', 'scan', { 'x-upload': { mime: ['image/png'], maxBytes: 1000, count: [1, 2] } }],
    ['smaller files', 'scan', { 'x-upload': { mime: ['image/png', 'image/jpeg'], maxBytes: 999, count: [1, 2] } }],
    ['more files', 'scan', { 'x-upload': { mime: ['image/png', 'image/jpeg'], maxBytes: 1000, count: [2, 2] } }],
    ['a keyword that nobody knows', 'value', { dependentRequired: { value: ['period'] } }],
  ])('by %s', (_what, name, change) => {
    expect(field(name, change)).toEqual(['breaking field_narrowed']);
  });

  test.each<[string, string, JsonObject]>([
    ['a longer text', 'value', { maxLength: 20 }],
    ['one choice more', 'period', { enum: ['3', '6', '9', '12'] }],
    ['a lower least', 'count', { minimum: 0 }],
    ['numbers in place of integers', 'count', { type: 'number' }],
    ['a finer step', 'count', { multipleOf: 1, maximum: 10 }],
    ['wider entries', 'ibans', { items: { type: 'string', maxLength: 40 } }],
    ['a higher amount', 'price', { 'x-amount': { minimum: '0.5', maximum: '1000', currency: 'EUR' } }],
    ['larger files', 'scan', { 'x-upload': { mime: ['image/jpeg', 'image/png'], maxBytes: 2000, count: [0, 3] } }],
  ])('but not by %s', (_what, name, change) => {
    expect(field(name, change)).toEqual(['compatible field_widened']);
  });

  test('by a field that is gone, renamed, or must be given; not by one that may', () => {
    const fields = (change: (fields: Record<string, unknown>, ask: { required: string[] }) => void) =>
      brief(changes(({ steps }) => change(steps.terms.ask.properties, steps.terms.ask)));
    expect(fields((all) => delete all.value)).toEqual(['breaking field_removed']);
    expect(
      fields((all) => {
        all.amount = all.value;
        delete all.value;
      }),
    ).toEqual(['breaking field_renamed']);
    expect(fields((_all, ask) => ask.required.push('period'))).toEqual(['breaking field_required']);
    expect(fields((_all, ask) => ask.required.pop())).toEqual(['compatible field_optional']);
    expect(fields((all) => Object.assign(all, { note: { type: 'string' } }))).toEqual(['compatible field_added']);
    expect(
      fields((all, ask) => {
        all.note = { type: 'string' };
        ask.required.push('note');
      }),
    ).toEqual(['breaking required_field_added']);
  });

  test('by what has to be given along with a field, where that is more than before; not by when an app shows it', () => {
    const along = (before: JsonObject | undefined, after: JsonObject | undefined) => {
      const form = (needed: JsonObject | undefined) => {
        const document = structuredClone(OLD) as unknown as Body;
        if (needed) document.steps.terms.ask.dependentRequired = needed;
        return document as unknown as SkillDefinition;
      };
      return brief(diffSkills(form(before), form(after)));
    };
    expect(along(undefined, { period: ['count'] })).toEqual(['breaking field_narrowed']);
    expect(along({ period: ['count'] }, { period: ['count', 'price'] })).toEqual(['breaking field_narrowed']);
    expect(along({ period: ['count', 'price'] }, { period: ['count'] })).toEqual(['compatible field_widened']);
    expect(along({ period: ['count'] }, undefined)).toEqual(['compatible field_widened']);
    expect(field('count', { 'x-ui': { visible_when: { '/period': { const: '3' } } } })).toEqual([
      'compatible field_hint_changed',
    ]);
  });

  test('by what it shows no more; its words, labels and hints are no such change', () => {
    expect(brief(changes(({ steps }) => delete steps.confirm.show.rate))).toEqual(['breaking shown_removed']);
    expect(brief(changes(({ steps }) => Object.assign(steps.confirm.show, { more: 1 })))).toEqual([
      'compatible shown_added',
    ]);
    expect(field('period', { 'x-labels': { 3: 'A quarter' } })).toEqual(['text text_changed']);
    expect(field('value', { title: 'How much' })).toEqual(['text text_changed']);
    expect(field('value', { 'x-ui': { order: 1 } })).toEqual(['compatible field_hint_changed']);
  });
});

describe('A change of the steps', () => {
  test('that renames one is told once, and not at each place that names it', () => {
    const found = changes((document) => {
      const text = JSON.stringify(document).replaceAll('/terms/', '/what/').replaceAll('"terms"', '"what"');
      Object.assign(document, JSON.parse(text));
    });
    expect(found).toEqual([
      {
        level: 'breaking',
        area: 'form',
        code: 'step_renamed',
        from: '/steps/terms',
        to: '/steps/what',
        message: "The step 'terms' is 'what' now.",
      },
    ]);
  });

  test('that takes a form away or adds one breaks clients; a call does not', () => {
    expect(brief(changes(({ steps }) => delete steps.confirm))).toEqual(['breaking step_removed']);
    expect(brief(changes(({ steps }) => delete steps.quote))).toEqual(['compatible step_removed']);
    expect(brief(changes(({ steps }) => Object.assign(steps, { more: { call: 'kyc.submit' } })))).toEqual([
      'compatible step_added',
    ]);
    const ask = { type: 'object', properties: {} };
    expect(brief(changes(({ steps }) => Object.assign(steps, { more: { ask } })))).toEqual(['breaking step_added']);
  });

  test('that has the user do what no step of before did breaks clients', () => {
    const sca = { call: 'deposit.authorise' };
    expect(brief(changes(({ steps }) => Object.assign(steps, { sign: { sca } })))).toEqual([
      'breaking step_kind_added',
    ]);
    expect(brief(changes(({ steps }) => Object.assign(steps, { quote: { sca } })))).toEqual([
      'breaking step_kind_changed',
    ]);
  });

  test('that moves the commit breaks clients, another operation, limit or way does not', () => {
    expect(brief(changes(({ steps }) => delete steps.open.commit))).toEqual(['breaking commit_moved']);
    expect(brief(changes(({ steps }) => delete steps.open))).toEqual(['breaking commit_moved']);
    const found = changes(({ steps, limits }) => {
      limits.expires = 'P1D';
      steps.quote.call = 'deposit.other';
      steps.quote.with = {};
      steps.quote.within = 'PT1M';
      steps.quote.compensate = { call: 'deposit.release' };
      steps.confirm.next = 'open';
    });
    expect(found.map(({ level, area, code }) => `${level} ${area} ${code}`).sort()).toEqual([
      'compatible course course_changed',
      'compatible effect arguments_changed',
      'compatible effect operation_changed',
      'compatible effect undo_changed',
      'compatible limit limit_changed',
      'compatible limit limit_changed',
    ]);
  });
});

describe('A change of how a step waits', () => {
  const wait = { await: 'kyc.decision', within: 'P5D', next: 'done' };
  const reminded = { ...wait, notify: [{ after: 'P1D', event: 'review_slow' }] };
  const ask = { type: 'object', properties: {} };
  const from = (before: JsonObject, after: JsonObject) => {
    const [a, b] = [before, after].map((step) => ({ ...OLD, steps: { ...(OLD.steps as JsonObject), wait: step } }));
    return brief(diffSkills(a as unknown as SkillDefinition, b as unknown as SkillDefinition));
  };

  test.each<[string, JsonObject, JsonObject, string]>([
    ['a form beside the event that is new', wait, { ...wait, ask }, 'breaking form_added'],
    ['a form beside the event that is gone', { ...wait, ask }, wait, 'breaking form_removed'],
    ['a reminder that nobody gives any more', reminded, wait, 'breaking reminder_removed'],
    [
      'a reminder of another name',
      reminded,
      { ...wait, notify: [{ after: 'P1D', event: 'slow' }] },
      'breaking reminder_removed',
    ],
  ])('breaks clients by %s', (_what, before, after, expected) => {
    expect(from(before, after)).toEqual([expected]);
  });

  test.each<[string, JsonObject, JsonObject, string]>([
    ['a reminder that is new', wait, reminded, 'compatible reminders_changed'],
    [
      'a reminder at another time',
      reminded,
      { ...wait, notify: [{ after: 'P2D', event: 'review_slow' }] },
      'compatible reminders_changed',
    ],
    ['a time from data', wait, { ...wait, until: { $: '/steps/quote/valid_until' } }, 'compatible limit_changed'],
    [
      'a form with reminders, which stays a form',
      { ask },
      { ask, notify: reminded.notify },
      'compatible reminders_changed',
    ],
    ['files that are kept', { ask }, { ask, keep: true }, 'compatible keep_changed'],
    ['values of before in a form', { ask }, { ask, prefill: true }, 'compatible prefill_changed'],
    ['a call that settles', { call: 'kyc.submit' }, { call: 'kyc.submit', settle: true }, 'compatible settle_changed'],
  ])('breaks none by %s', (_what, before, after, expected) => {
    expect(from(before, after)).toEqual([expected]);
  });
});

describe('A change of what consumers get breaks them', () => {
  test('where output or credentials lose a member or are made of something else, not where they gain one', () => {
    expect(brief(changes(({ steps }) => delete steps.done.output))).toEqual(['breaking output_removed']);
    expect(brief(changes(({ steps }) => Object.assign(steps.done.output, { rate: 1 })))).toEqual([
      'breaking output_changed',
    ]);
    expect(brief(changes(({ steps }) => Object.assign(steps.done.output, { more: 1 })))).toEqual([
      'compatible output_added',
    ]);
    expect(brief(changes(({ steps }) => delete steps.done.credentials.id))).toEqual(['breaking credentials_removed']);
  });

  test('where an end has another code or closes otherwise, not where it is worded otherwise', () => {
    expect(brief(changes(({ steps }) => Object.assign(steps.failed.reason, { code: 'other' })))).toEqual([
      'breaking reason_changed',
    ]);
    expect(brief(changes(({ steps }) => Object.assign(steps.failed.reason, { message: 'Sorry.' })))).toEqual([
      'text text_changed',
    ]);
    expect(brief(changes(({ steps }) => Object.assign(steps.failed, { end: 'rejected' })))).toEqual([
      'breaking ending_changed',
    ]);
  });
});

test('each change names places that are there: in the old document, the new one, or both', () => {
  const skills = bundled().list();
  for (const a of skills)
    for (const b of skills)
      for (const { from, to } of diffSkills(a.definition, b.definition)) {
        expect(from ?? to).toBeDefined();
        if (from !== undefined) expect(valueAt(a.definition as never, from)).toBeDefined();
        if (to !== undefined) expect(valueAt(b.definition as never, to)).toBeDefined();
      }
});

test('nothing has changed from a document to itself, however its members are ordered, nor to its twin', () => {
  const reversed = Object.fromEntries(Object.entries(OLD).reverse());
  expect(diffSkills(OLD as never, reversed as never)).toEqual([]);
  expect(diffSkills(OLD as never, { ...OLD, skill: 'xyz_#1.0', $schema: 'x' } as never)).toEqual([]);
});

describe('The version number', () => {
  const breaking = changes(({ steps }) => delete steps.confirm);
  const text = changes((document) => Object.assign(document, { title: 'Another' }));

  test.each<[string, SkillChange[], string, string | undefined]>([
    ['a breaking change under the same major', breaking, 'xyz_sbx_#1.1', 'call it 2.0'],
    ['a breaking change under the next major', breaking, 'xyz_sbx_#2.0', undefined],
    ['any other under the next minor', text, 'xyz_sbx_#1.1', undefined],
    ['a version that was there', text, 'xyz_sbx_#1.0', '1.1'],
    ['an older one', text, 'xyz_sbx_#0.9', undefined],
  ])('for %s', (_what, changes, next, fault) => {
    const found = versionFault('xyz_sbx_#1.0', next, changes);
    if (fault === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(fault);
  });

  test('that is needed grows by a major for what breaks, else by a minor', () => {
    expect(neededVersion('xyz_sbx_#1.9', breaking)).toBe('2.0');
    expect(neededVersion('xyz_sbx_#1.9', text)).toBe('1.10');
  });
});
