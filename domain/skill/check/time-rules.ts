import type { CallStep } from '../../session/kinds/call';
import { SCA_WITHIN } from '../../session/platform';
import type { SkillDefinition } from '../definition';
import { duration } from '../duration';
import type { StepCommon } from '../skill';
import { at, fault, warning } from './fault';
import { eachStep, type Rule } from './rule';
import { OF_THE_SESSION, type Place, pathTo, type Way, waysOf } from './ways';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** ms that a session may last at most: what it holds of its user, and open at banks, is kept for so long. */
const MOST_EXPIRES = 366 * DAY;
/** ms for which banks keep an authorisation open: most some minutes, none more than a day. */
const USUAL_SCA = HOUR;
const MOST_SCA = DAY;

const expiresOf = ({ limits }: SkillDefinition): number => duration(limits.expires) ?? 0;

/** A session lasts a year at most, and its user may be away for less than all of it. */
export const sessionTimes: Rule = ({ definition }) => {
  const { expires, idle } = definition.limits;
  const long = `'${expires}' is longer than a session may last: at most P366D.`;
  const idler = `'idle' (${idle}) is never reached, for the session expires before (${expires}).`;
  return [
    ...(expiresOf(definition) > MOST_EXPIRES ? [fault('expires_too_long', '/limits/expires', long)] : []),
    ...(idle !== undefined && (duration(idle) ?? 0) > expiresOf(definition)
      ? [warning('idle_too_long', '/limits/idle', idler)]
      : []),
  ];
};

/** A step's time ends before the session's. */
export const stepTimes: Rule = eachStep(({ name, step: { within } }, { definition }) => {
  if (within === undefined || (duration(within) ?? 0) < expiresOf(definition)) return [];
  const message = `'${name}' never runs out of time: its 'within' (${within}) is no shorter than the session's 'expires' (${definition.limits.expires}).`;
  return [fault('within_too_long', at(name, 'within'), message)];
});

/** A user authorises for as long as banks let them. */
export const authorisationTimes: Rule = eachStep(({ name, step }) => {
  const ms = 'sca' in step && step.within !== undefined ? (duration(step.within) ?? 0) : 0;
  if (ms <= USUAL_SCA) return [];
  const message = `Banks don't keep an authorisation open for ${step.within}: most for some minutes, none for more than a day. Shorten the 'within' of '${name}', and offer another try.`;
  const place = at(name, 'within');
  return [ms > MOST_SCA ? fault('sca_too_long', place, message) : warning('sca_too_long', place, message)];
});

/** A call is given the time of one attempt at least. */
export const callTimes: Rule = eachStep(({ name, step }, { catalog }) => {
  const { call, within } = step as Partial<CallStep>;
  const attempt = call === undefined ? 0 : (catalog.operations[call]?.attempt ?? 0);
  if (within === undefined || (duration(within) ?? 0) >= attempt) return [];
  const message = `'${name}' gives '${call}' less time (${within}) than a single attempt may take (${attempt / 1_000} s): it would be cut off while the bank is at work.`;
  return [warning('within_too_short', at(name, 'within'), message)];
});

/** All waits of the longest path fit into the session's time. */
export const sumOfWaits: Rule = (skill) => {
  const { definition } = skill;
  const longest = longestWait(definition, waysOf(skill));
  if (!longest || longest.ms <= expiresOf(definition)) return [];
  const message = `The waits of one path can last ${inDays(longest.ms)}, the session only ${definition.limits.expires}: ${pathTo(longest.place)}. Shorten a 'within', or let the session last longer.`;
  return [warning('waits_too_long', '/limits/expires', message)];
};

const inDays = (ms: number): string => `${Math.round((ms / DAY) * 10) / 10} days`;

interface Wait {
  ms: number;
  place: Place<string>;
}

/** The longest sum of time limits over a path without a loop: ways back are left out. */
function longestWait(definition: SkillDefinition, ways: Map<string, Way[]>): Wait | undefined {
  const onward = withoutBacks(definition.start, ways);
  const best = new Map<string, Wait>();
  for (const name of onward.order) {
    const here = best.get(name) ?? { ms: 0, place: { step: name, state: '' } };
    const ms = here.ms + waitOf(definition.steps[name] as StepCommon);
    best.set(name, { ...here, ms });
    for (const way of onward.ways.get(name) ?? []) {
      const to = way.to as string;
      if (ms > (best.get(to)?.ms ?? -1)) best.set(to, { ms, place: { step: to, state: '', way, before: here.place } });
    }
  }
  return [...best.values()].sort((a, b) => b.ms - a.ms)[0];
}

/** ms that a step may wait by its own time limit. */
const waitOf = (step: StepCommon): number =>
  step.within === undefined ? ('sca' in step ? SCA_WITHIN : 0) : (duration(step.within) ?? 0);

/** The steps in an order in which every way leads on, once the ways back to steps under way are left out. */
function withoutBacks(start: string, ways: Map<string, Way[]>): { order: string[]; ways: Map<string, Way[]> } {
  const onward = new Map<string, Way[]>();
  const order: string[] = [];
  const open = new Set<string>();
  const visit = (name: string): void => {
    open.add(name);
    onward.set(name, []);
    for (const way of ways.get(name) ?? []) {
      if (way.to === undefined || open.has(way.to) || OF_THE_SESSION.has(way.by)) continue;
      onward.get(name)?.push(way);
      if (!onward.has(way.to)) visit(way.to);
    }
    open.delete(name);
    order.unshift(name);
  };
  visit(start);
  return { order, ways: onward };
}
