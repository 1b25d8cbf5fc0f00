import { isObject, type Json, type JsonObject } from '../../domain/json';
import { escapeToken } from '../../domain/pointer';
import type { SkillDefinition } from '../../domain/skill/definition';
import type { SkillChange } from './change';
import { paired, same } from './pairs';
import { withRenamedSteps } from './renamed-steps';
import { stepChanges } from './step-diff';

/** The members of a step by which its kind is told. A user meets these. */
const MET = ['ask', 'sca'] as const;
const KINDS = ['ask', 'sca', 'call', 'await', 'end'] as const;
/** A form beside an awaited event makes no other kind of it. */
const kindOf = (step: JsonObject): string => KINDS.find((kind) => kind !== 'ask' && kind in step) ?? 'ask';

/**
 * What has changed from one version of a skill to another, for whoever built on the old one: forms, consumers, course,
 * effects, limits, texts. Sessions that are open aren't concerned: they end on the version with which they began.
 */
export function diffSkills(a: SkillDefinition, b: SkillDefinition): SkillChange[] {
  const [old, now] = [a as unknown as JsonObject, b as unknown as JsonObject];
  const steps = paired(stepsOf(old), stepsOf(now), isSameStep);
  const renamed = withRenamedSteps(old, new Map(steps.renamed));
  const nameBefore = new Map(steps.renamed.map(([before, name]) => [name, before]));
  const [was, is] = [stepsOf(renamed), stepsOf(now)];
  return [
    ...topChanges(renamed, now),
    ...steps.renamed.map(([before, name]) => renamedStep(before, name, is[name] as JsonObject)),
    ...steps.gone.map((name) => goneStep(name, was[name] as JsonObject)),
    ...steps.added.flatMap((name) => newStep(name, is[name] as JsonObject, Object.values(was))),
    ...Object.keys(is).flatMap((name) => {
      const [before, after] = [was[name], is[name]];
      if (!before || !after) return [];
      const from = `/steps/${escapeToken(nameBefore.get(name) ?? name)}`;
      const to = `/steps/${escapeToken(name)}`;
      return kindOf(before) === kindOf(after)
        ? stepChanges(before, after, { from, to }, name)
        : [anotherKind(name, before, after, { from, to })];
    }),
  ];
}

const stepsOf = (definition: JsonObject): Record<string, JsonObject> =>
  (isObject(definition.steps) ? definition.steps : {}) as Record<string, JsonObject>;

/** Whether a step that is gone is one that is new: of one kind, with the same form, operation or end. */
const isSameStep = (a: JsonObject, b: JsonObject): boolean =>
  kindOf(a) === kindOf(b) && ['ask', ...KINDS, 'title'].every((member) => same(a[member], b[member]));

const meets = (step: JsonObject): boolean => MET.some((kind) => kind in step);

const renamedStep = (before: string, name: string, step: JsonObject): SkillChange => ({
  level: 'ask' in step ? 'breaking' : 'compatible',
  area: 'ask' in step ? 'form' : 'course',
  code: 'step_renamed',
  from: `/steps/${escapeToken(before)}`,
  to: `/steps/${escapeToken(name)}`,
  message: `The step '${before}' is '${name}' now.`,
});

/** Nothing can be cancelled or undone after it: where that is, consumers rely on. */
const commits = (step: JsonObject): boolean => step.commit === true;

const goneStep = (name: string, step: JsonObject): SkillChange => ({
  level: 'ask' in step || commits(step) ? 'breaking' : 'compatible',
  area: 'ask' in step ? 'form' : kindOf(step) === 'call' ? 'effect' : 'course',
  code: commits(step) ? 'commit_moved' : 'step_removed',
  from: `/steps/${escapeToken(name)}`,
  message: `The step '${name}' is gone.`,
});

/** A form that a client does not know can't be filled in by it; nor can it do what a kind of step asks that is new. */
function newStep(name: string, step: JsonObject, before: JsonObject[]): SkillChange[] {
  const kind = kindOf(step);
  const isNewKind = meets(step) && !before.some((other) => kindOf(other) === kind);
  const breaks = 'ask' in step || isNewKind || commits(step);
  const why =
    'ask' in step
      ? 'a client that has its forms built in lacks it'
      : commits(step)
        ? 'nothing can be cancelled or undone after it'
        : 'a client never had to do that';
  return [
    {
      level: breaks ? 'breaking' : 'compatible',
      area: 'ask' in step ? 'form' : kind === 'call' ? 'effect' : 'course',
      code: isNewKind ? 'step_kind_added' : commits(step) ? 'commit_moved' : 'step_added',
      to: `/steps/${escapeToken(name)}`,
      message: `The step '${name}' is new, of kind ${kind}${breaks ? `: ${why}` : ''}.`,
    },
  ];
}

const anotherKind = (
  name: string,
  before: JsonObject,
  after: JsonObject,
  at: { from: string; to: string },
): SkillChange => ({
  level: 'breaking',
  area: 'form',
  code: 'step_kind_changed',
  ...at,
  message: `The step '${name}' was of kind ${kindOf(before)} and is of kind ${kindOf(after)}.`,
});

type TopRule = Pick<SkillChange, 'level' | 'area' | 'code' | 'message'>;
const TOP: Readonly<Record<string, TopRule>> = {
  title: { level: 'text', area: 'text', code: 'text_changed', message: 'The title has changed.' },
  description: { level: 'text', area: 'text', code: 'text_changed', message: 'The description has changed.' },
  catalog: {
    level: 'breaking',
    area: 'effect',
    code: 'catalog_changed',
    message: 'The operations are another provider’s.',
  },
  limits: {
    level: 'compatible',
    area: 'limit',
    code: 'limit_changed',
    message: 'The limits of a session have changed.',
  },
  start: { level: 'compatible', area: 'course', code: 'course_changed', message: 'It begins with another step.' },
  on: { level: 'compatible', area: 'course', code: 'course_changed', message: 'Where outcomes lead has changed.' },
};
const APART = new Set(['$schema', 'skill', 'steps']);

function topChanges(a: JsonObject, b: JsonObject): SkillChange[] {
  const members = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => !APART.has(name));
  return members.flatMap((name): SkillChange[] => {
    if (same(a[name], b[name])) return [];
    const other: TopRule = { level: 'compatible', area: 'course', code: 'changed', message: `'${name}' has changed.` };
    const place = (document: JsonObject): Json | undefined => document[name];
    return [
      {
        ...(TOP[name] ?? other),
        ...(place(a) === undefined ? {} : { from: `/${escapeToken(name)}` }),
        ...(place(b) === undefined ? {} : { to: `/${escapeToken(name)}` }),
      },
    ];
  });
}
