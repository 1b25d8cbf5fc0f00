import {
  at,
  branches,
  type Fault,
  fault,
  isAsk,
  isAwait,
  isCall,
  isEnd,
  isSca,
  type Rule,
  type Subject,
} from './fault';

/** The outcomes that each kind of step can have beside a catalog's codes. */
function possible({ definition, catalog }: Subject, name: string): Set<string> {
  const step = definition.steps[name];
  if (!step || isEnd(step)) return new Set();
  const outcomes = new Set(['expired', 'cancelled', 'error']);
  if (step.within !== undefined || isSca(step)) outcomes.add('timeout');
  if (step.visits !== undefined) outcomes.add('exhausted');
  if (isSca(step)) outcomes.add('sca.failed');
  const operation = isCall(step) ? step.call : isSca(step) ? step.sca.call : undefined;
  for (const code of Object.keys((operation && catalog.operations[operation]?.codes) || {})) outcomes.add(code);
  return outcomes;
}

/** Codes that the step's operation has got since documents were written that don't know them. */
function latelyOf({ definition, catalog }: Subject, name: string): readonly string[] {
  const step = definition.steps[name];
  const operation = step && (isCall(step) ? step.call : isSca(step) ? step.sca.call : undefined);
  return (operation !== undefined && catalog.operations[operation]?.lately) || [];
}

/** Every name after `start`, `to` and in `on` is a step of the document. */
export const unknownTargets: Rule = ({ definition }) => {
  const known = (name: string) => Object.hasOwn(definition.steps, name);
  const told = (name: string, pointer: string): Fault[] =>
    known(name)
      ? []
      : [
          fault(
            'target_unknown',
            pointer,
            `There is no step '${name}'. The steps are: ${Object.keys(definition.steps).join(', ')}.`,
          ),
        ];
  const faults = told(definition.start, '/start');
  for (const [code, target] of Object.entries(definition.on ?? {})) faults.push(...told(target, `/on/${code}`));
  for (const [name, step] of Object.entries(definition.steps)) {
    branches(step).forEach(({ to }, index) => {
      faults.push(
        ...told(
          to,
          typeof (step as { next: unknown }).next === 'string'
            ? at(name, 'next')
            : at(name, 'next', String(index), 'to'),
        ),
      );
    });
    if (!isEnd(step))
      for (const [code, target] of Object.entries(step.on ?? {})) faults.push(...told(target, at(name, 'on', code)));
  }
  return faults;
};

/** A step that goes on has a last branch without a condition, and only the last has none. */
export const defaultBranches: Rule = ({ definition }) =>
  Object.entries(definition.steps).flatMap(([name, step]) => {
    if (isEnd(step)) return [];
    const list = branches(step);
    if (list.length === 0)
      return [fault('dead_end', at(name), `'${name}' leads nowhere: give it a 'next', or make it an 'end'.`)];
    return list.flatMap(({ when }, index) => {
      const isLast = index === list.length - 1;
      if (isLast && when)
        return [
          fault(
            'default_missing',
            at(name, 'next', String(index)),
            `The last branch of '${name}' must have no 'when', so that there is always a way on.`,
          ),
        ];
      if (!isLast && !when)
        return [
          fault(
            'branch_shadowed',
            at(name, 'next', String(index + 1)),
            `This branch of '${name}' is never reached: the one before it always holds.`,
          ),
        ];
      return [];
    });
  });

/** An `on` names only what can happen. */
export const impossibleOutcomes: Rule = (subject) => {
  const { definition } = subject;
  const all = new Set(Object.keys(definition.steps).flatMap((name) => [...possible(subject, name)]));
  const own = Object.entries(definition.steps).flatMap(([name, step]) => {
    if (isEnd(step)) return [];
    const outcomes = possible(subject, name);
    return Object.keys(step.on ?? {})
      .filter((code) => !outcomes.has(code))
      .map((code) =>
        fault(
          'outcome_impossible',
          at(name, 'on', code),
          `'${name}' never has the outcome '${code}'. It can have: ${[...outcomes].join(', ')}.`,
        ),
      );
  });
  const shared = Object.keys(definition.on ?? {})
    .filter((code) => !all.has(code))
    .map((code) => fault('outcome_impossible', `/on/${code}`, `No step ever has the outcome '${code}'.`));
  return [...shared, ...own];
};

/**
 * What an author limits, and what the bank may refuse, has somewhere to go; a code that is not named goes where `error`
 * goes.
 */
export const unhandledOutcomes: Rule = (subject) => {
  const { definition } = subject;
  const shared = definition.on ?? {};
  return Object.entries(definition.steps).flatMap(([name, step]) => {
    if (isEnd(step)) return [];
    const own = step.on ?? {};
    const late = latelyOf(subject, name);
    return [...possible(subject, name)]
      .filter((code) => code !== 'expired' && code !== 'cancelled' && code !== 'error' && !late.includes(code))
      .filter((code) => own[code] === undefined && shared[code] === undefined)
      .filter(
        (code) => ['timeout', 'exhausted', 'sca.failed'].includes(code) || (own.error ?? shared.error) === undefined,
      )
      .map((code) =>
        fault(
          'outcome_unhandled',
          at(name),
          `Nobody handles '${code}' of '${name}': name a step for it in its 'on' or in the document's.`,
        ),
      );
  });
};

/** The session's own outcomes lead to the end that they are. */
export const sessionEnds: Rule = ({ definition }) =>
  Object.entries(definition.steps)
    .flatMap(([name, step]) => (isEnd(step) ? [] : [[step.on ?? {}, (code: string) => at(name, 'on', code)] as const]))
    .concat([[definition.on ?? {}, (code: string) => `/on/${code}`] as const])
    .flatMap(([on, pointer]) =>
      ['expired', 'cancelled'].flatMap((code) => {
        const target = on[code] === undefined ? undefined : definition.steps[on[code]];
        if (!target || (isEnd(target) && target.end === code)) return [];
        return [
          fault(
            'session_outcome_target',
            pointer(code),
            `'${code}' ends the session: it must lead to a step that is {"end": "${code}"}.`,
          ),
        ];
      }),
    );

/** Every step can be reached from the start, and from every step an end can be reached. */
export const reachability: Rule = ({ definition }) => {
  const ways = new Map(Object.entries(definition.steps).map(([name, step]) => [name, exits(definition, name, step)]));
  const reached = spread([definition.start], (name) => ways.get(name) as string[]);
  const ends = [...ways.keys()].filter((name) => isEnd(definition.steps[name] as never));
  const back = spread(ends, (name) => [...ways].filter(([, targets]) => targets.includes(name)).map(([from]) => from));
  return [...ways.keys()].flatMap((name) => [
    ...(reached.has(name) ? [] : [fault('step_unreachable', at(name), `Nothing leads to '${name}'.`)]),
    ...(back.has(name) ? [] : [fault('no_way_to_end', at(name), `From '${name}' no end can be reached.`)]),
  ]);
};

function exits(
  { on, steps }: Subject['definition'],
  _name: string,
  step: Subject['definition']['steps'][string],
): string[] {
  if (isEnd(step)) return [];
  return [...branches(step).map(({ to }) => to), ...Object.values(step.on ?? {}), ...Object.values(on ?? {})].filter(
    (to) => Object.hasOwn(steps, to),
  );
}

/** All that can be reached over `ways`. */
function spread(from: string[], ways: (name: string) => string[]): Set<string> {
  const seen = new Set(from);
  const queue = [...from];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    for (const target of ways(name)) {
      if (seen.has(target)) continue;
      seen.add(target);
      queue.push(target);
    }
  }
  return seen;
}

/** What is called is in the catalog, and is of the kind that the step needs. */
export const operations: Rule = ({ definition, catalog }) =>
  Object.entries(definition.steps).flatMap(([name, step]) => {
    if (isAwait(step) && !Object.hasOwn(catalog.events, step.await)) {
      return [
        fault(
          'event_unknown',
          at(name, 'await'),
          `The catalog '${catalog.name}' has no event '${step.await}'. It has: ${Object.keys(catalog.events).join(', ')}.`,
        ),
      ];
    }
    if (isAsk(step) || isEnd(step) || isAwait(step)) return [];
    const wanted = isSca(step)
      ? [[step.sca.call, 'sca', at(name, 'sca', 'call')] as const]
      : [
          [step.call, 'call', at(name, 'call')] as const,
          ...(step.compensate ? [[step.compensate.call, 'call', at(name, 'compensate', 'call')] as const] : []),
        ];
    return wanted.flatMap(([operation, kind, pointer]) => {
      const found = Object.hasOwn(catalog.operations, operation) ? catalog.operations[operation] : undefined;
      if (!found)
        return [fault('operation_unknown', pointer, `The catalog '${catalog.name}' has no operation '${operation}'.`)];
      if (found.kind !== kind)
        return [fault('operation_kind', pointer, `'${operation}' can't be used here: it is made for '${found.kind}'.`)];
      return [];
    });
  });
