import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Step } from '../domain/session/kinds';
import type { SkillDefinition } from '../domain/skill/definition';

/** What a conversation of the bench is about. */
export type Kind = 'talk' | 'quote' | 'files' | 'large';

export const SKILL: Record<Kind, string> = {
  talk: 'xyz_sbx_#9000.0',
  quote: 'xyz_sbx_#9000.1',
  files: 'xyz_sbx_#9000.2',
  large: 'xyz_sbx_#9000.3',
};

const LARGE = 200;
/** As many as a skill may have. */
const ENDLESS = 5_000;

const talk = (next: string, title = 'Say something'): Step => ({
  title,
  ask: {
    type: 'object',
    required: ['n', 'text'],
    additionalProperties: false,
    properties: {
      n: { type: 'integer', minimum: 0 },
      text: { type: 'string', maxLength: 400, pattern: '^[a-z ]+$' },
      stop: { type: 'boolean' },
    },
  },
  next,
});

const ends: Record<string, Step> = { done: { end: 'succeeded' }, failed: { end: 'failed' } };
const stops = (step: Step, name: string, next: string): Step => ({
  ...step,
  next: [{ when: { [`/steps/${name}/stop`]: { const: true } }, to: 'done' }, { to: next }],
});

function skill(kind: Kind, start: string, steps: Record<string, Step>): SkillDefinition {
  return {
    skill: SKILL[kind],
    title: `Bench: ${kind}`,
    catalog: 'xyz',
    limits: { expires: 'P14D', idle: 'P2D', steps: ENDLESS },
    start,
    on: { error: 'failed' },
    steps: { ...steps, ...ends },
  };
}

/** Two forms in turn, as many times as one likes; nothing but the user and the engine. */
const talking = skill('talk', 'one', { one: stops(talk('two'), 'one', 'two'), two: talk('one') });

/** A form, the bank's quote on it, the form again. */
const quoting = skill('quote', 'terms', {
  terms: {
    title: 'Choose your terms',
    ask: {
      type: 'object',
      required: ['value', 'currency', 'period'],
      additionalProperties: false,
      properties: {
        value: { type: 'string', maxLength: 9, pattern: '^[1-9][0-9]{2,8}$' },
        currency: { enum: ['EUR', 'RON'] },
        period: { enum: ['3', '6', '12'] },
        stop: { type: 'boolean' },
      },
    },
    next: [{ when: { '/steps/terms/stop': { const: true } }, to: 'done' }, { to: 'quote' }],
  },
  quote: {
    call: 'deposit.quote',
    with: {
      value: { $: '/steps/terms/value' },
      currency: { $: '/steps/terms/currency' },
      period: { $: '/steps/terms/period' },
    },
    next: 'terms',
  },
});

const filing = skill('files', 'files', {
  files: {
    title: 'Send your documents',
    ask: {
      type: 'object',
      required: ['scan'],
      additionalProperties: false,
      properties: { scan: { 'x-upload': { mime: ['application/pdf'], maxBytes: 10_485_760, count: [1, 20] } } },
    },
    next: 'done',
  },
});

/** As many forms as a large product has, in a ring. */
const large = skill(
  'large',
  'form_0',
  Object.fromEntries(
    Array.from({ length: LARGE }, (_, i) => {
      const next = `form_${(i + 1) % LARGE}`;
      return [`form_${i}`, i === 0 ? stops(talk(next, 'Say'), 'form_0', next) : talk(next, 'Say')] as const;
    }),
  ),
);

/** Writes the bench's skills to a folder that `SKILLS_DIR` can name. */
export function writeSkills(folder: string): void {
  for (const [index, definition] of [talking, quoting, filing, large].entries()) {
    const place = path.join(folder, `bench_${index}`);
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, '9.0.json'), JSON.stringify(definition));
  }
}
