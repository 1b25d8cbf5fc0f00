import { parsePointer } from '../../pointer';
import { branches, type Schema, type StepCommon } from '../skill';
import { type Fault, fault, at as place } from './fault';
import { producedSchema } from './pointer-rules';
import { whyImpossible } from './possible';
import { exits } from './reachability';
import type { CheckedSkill, Rule } from './rule';
import { schemaAt } from './schema-at';

/**
 * Every branch may be taken: its condition can hold for some value of the step that it looks at, and that step may have
 * run by then.
 */
export const possibleBranches: Rule = (skill) => {
  const before = runBefore(skill);
  return Object.entries<StepCommon>(skill.definition.steps).flatMap(([name, step]) =>
    branches(step).flatMap(({ when = {} }, index) =>
      Object.entries(when).flatMap(([pointer, condition]) => {
        const why = whyNever(skill, name, pointer, condition, before);
        return why === undefined ? [] : [impossible(place(name, 'next', String(index), 'when', pointer), why)];
      }),
    ),
  );
};

const impossible = (at: string, why: string): Fault =>
  fault('branch_impossible', at, `This branch is never taken: ${why}.`);

/** What a step leaves: its result, and what its user submits while it waits for an event. */
const PRODUCERS: ReadonlySet<string> = new Set(['steps', 'answers']);

function whyNever(
  skill: CheckedSkill,
  name: string,
  pointer: string,
  condition: Schema,
  before: Map<string, Set<string>>,
): string | undefined {
  const [root, producer, ...rest] = parsePointer(pointer) ?? [];
  // A pointer to no step is a fault of another rule.
  if (!PRODUCERS.has(root ?? '') || producer === undefined || !Object.hasOwn(skill.definition.steps, producer))
    return undefined;
  if (!before.get(name)?.has(producer)) return `'${producer}' can't have run by then`;
  const schema = producedSchema(skill, [root as string, producer]);
  const found = schema && schemaAt(schema, rest);
  return found && whyImpossible(condition, found);
}

/** By step: the steps that may have left a result once it has, on some way from the start. */
function runBefore({ definition }: CheckedSkill): Map<string, Set<string>> {
  const { start, steps } = definition;
  const known = new Map<string, Set<string>>([[start, new Set([start])]]);
  const queue = [start];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const has = known.get(name) as Set<string>;
    for (const to of exits(definition, steps[name] as StepCommon)) {
      const there = known.get(to) ?? new Set([to]);
      const size = there.size;
      for (const one of has) there.add(one);
      if (known.has(to) && there.size === size) continue;
      known.set(to, there);
      queue.push(to);
    }
  }
  return known;
}
