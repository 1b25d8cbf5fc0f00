import type { Json } from '../../../domain/json';
import { escapeToken, parsePointer, reference } from '../../../domain/pointer';
import { endingOf, languageOf } from '../../../domain/session/kinds';
import { at } from '../../../domain/skill/check/fault';
import type { SkillDefinition } from '../../../domain/skill/definition';
import { branches, type Ending, type Schema, type StepCommon, type When } from '../../../domain/skill/skill';

/** What a step is to whoever reads a drawing: who acts there. */
export type Role = 'user' | 'call' | 'wait' | 'bank' | 'end' | 'any';

/** A box of a drawing. `covered`: absent where no coverage is drawn. */
export interface Box {
  name: string;
  role: Role;
  /** What stands in it, below its name. */
  lines: string[];
  commit?: true;
  compensated?: true;
  ending?: Ending;
  covered?: boolean;
}

/** Why an arrow is taken: a branch, an outcome, or a bound of time or visits. */
export type Sort = 'next' | 'outcome' | 'bound';

export interface Arrow {
  from: string;
  to: string;
  sort: Sort;
  lines: string[];
  covered?: boolean;
}

export interface Drawing {
  title: string;
  boxes: Box[];
  arrows: Arrow[];
  /** Whether it tells what scenarios come by. */
  hasCoverage: boolean;
}

/** The box that stands for every step: the document's own outcomes begin there. */
export const ANY_STEP = '(any step)';

const ROLES: Record<string, Role> = { ask: 'user', call: 'call', await: 'wait', sca: 'bank', end: 'end' };
const BOUNDS: ReadonlySet<string> = new Set(['timeout', 'exhausted', 'expired']);

/** Makes the drawing of a document. `covered`: the pointers that its scenarios come by. */
export function drawingOf(definition: SkillDefinition, covered?: ReadonlySet<string>): Drawing {
  const { on = {}, skill, start, steps, title } = definition;
  const told = (pointer: string) => (covered ? { covered: covered.has(pointer) } : {});
  const entries = Object.entries<StepCommon>(steps);
  const boxes = entries.map(([name, step]): Box => ({ ...boxOf(name, step, name === start), ...told(at(name)) }));
  const arrows = entries.flatMap(([name, step]) => arrowsOf(name, step, told));
  const shared = Object.entries(on).map(
    ([code, to]): Arrow => ({
      from: ANY_STEP,
      to,
      sort: sortOf(code),
      lines: [code],
      ...told(`/on/${escapeToken(code)}`),
    }),
  );
  const any: Box[] = shared.length > 0 ? [{ name: ANY_STEP, role: 'any', lines: ['unless it says otherwise'] }] : [];
  return {
    title: `${title} · ${skill}`,
    boxes: [...boxes, ...any],
    arrows: together([...arrows, ...shared]),
    hasCoverage: covered !== undefined,
  };
}

/** Members of some kinds of step that a drawing tells. */
interface Told {
  commit?: boolean;
  settle?: boolean;
  ask?: Schema;
  until?: Json;
  notify?: { after: string; event: string }[];
}

function boxOf(name: string, step: StepCommon, isStart: boolean): Box {
  const { within, visits } = step;
  const kind = languageOf(step);
  const ending = endingOf(step);
  const calls = kind
    .operations(step)
    .map(({ operation, role }) => (role === 'undo' ? `undo: ${operation}` : operation));
  const awaited = (step as { await?: string }).await;
  const { commit, settle, ask, until, notify = [] } = step as Told;
  const isCommit = commit === true;
  const lines = [
    ...(isStart ? ['start'] : []),
    ...(ending ? [ending] : []),
    ...calls,
    ...(awaited === undefined ? [] : [awaited]),
    ...(awaited !== undefined && ask ? ['its user may answer'] : []),
    ...(isCommit ? ['commits'] : []),
    ...(settle === true ? ['until it succeeds'] : []),
    ...(within === undefined ? [] : [`within ${within}`]),
    ...(until === undefined ? [] : [cut(`until ${plain(until)}`)]),
    ...notify.map(({ after, event }) => cut(`after ${after}: ${event}`)),
    ...(visits === undefined ? [] : [`at most ${visits} visits`]),
  ];
  return {
    name,
    role: ROLES[kind.kind] ?? 'call',
    lines,
    ...(isCommit ? { commit: true as const } : {}),
    ...(calls.some((call) => call.startsWith('undo: ')) ? { compensated: true as const } : {}),
    ...(ending ? { ending } : {}),
  };
}

function arrowsOf(name: string, step: StepCommon, told: (pointer: string) => { covered?: boolean }): Arrow[] {
  const ways = branches(step);
  const next = ways.map(({ when, to }, index): Arrow => {
    const words = when ? conditionInWords(when, name) : ways.length > 1 ? ['else'] : [];
    return { from: name, to, sort: 'next', lines: words, ...told(at(name, 'next', String(index))) };
  });
  const outcomes = Object.entries(step.on ?? {}).map(
    ([code, to]): Arrow => ({ from: name, to, sort: sortOf(code), lines: [code], ...told(at(name, 'on', code)) }),
  );
  return [...next, ...outcomes];
}

const sortOf = (code: string): Sort => (BOUNDS.has(code) ? 'bound' : 'outcome');

/** Arrows of one sort between the same two boxes are one, with all their words. */
function together(arrows: Arrow[]): Arrow[] {
  const all = new Map<string, Arrow>();
  for (const arrow of arrows) {
    const key = JSON.stringify([arrow.from, arrow.to, arrow.sort, arrow.covered ?? null]);
    const known = all.get(key);
    all.set(key, known ? { ...known, lines: [...known.lines, ...arrow.lines] } : arrow);
  }
  return [...all.values()];
}

/** Characters of one line of words on an arrow. */
const LINE = 40;

/** A condition in few words, a line for each value that it looks at. */
function conditionInWords(when: When, step: string): string[] {
  return Object.entries(when).map(([pointer, schema]) => {
    const [, producer = '', ...path] = parsePointer(pointer) ?? [];
    const value = producer === step ? path.join('.') : [producer, ...path].join('.');
    return cut(`${value} ${schemaInWords(schema)}`);
  });
}

const WORDS: Record<string, (operand: Json) => string> = {
  const: (operand) => `is ${plain(operand)}`,
  enum: (operand) => `is ${(Array.isArray(operand) ? operand : [operand]).map(plain).join(' or ')}`,
  type: (operand) => `is a ${[operand].flat().join(' or ')}`,
  minimum: (operand) => `≥ ${plain(operand)}`,
  maximum: (operand) => `≤ ${plain(operand)}`,
  exclusiveMinimum: (operand) => `> ${plain(operand)}`,
  exclusiveMaximum: (operand) => `< ${plain(operand)}`,
  contains: (operand) => oneInWords(operand as Schema),
  not: (operand) => `not ${schemaInWords(operand as Schema)}`,
  anyOf: (operand) => (operand as Schema[]).map(schemaInWords).join(', or '),
};

const schemaInWords = (schema: Schema): string =>
  Object.entries(schema)
    .map(([keyword, operand]) => WORDS[keyword]?.(operand) ?? `${keyword} ${plain(operand)}`)
    .join(' and ');

/** `at` says which member of an entry is looked at. */
function oneInWords({ at: member, ...schema }: Schema): string {
  if (typeof member !== 'string') return `has one that ${schemaInWords(schema)}`;
  return `has one whose ${(parsePointer(member) ?? []).join('.')} ${schemaInWords(schema)}`;
}

const plain = (value: Json): string => reference(value) ?? (typeof value === 'string' ? value : JSON.stringify(value));
const cut = (text: string): string => (text.length > LINE ? `${text.slice(0, LINE - 1)}…` : text);
