import type { Json } from '../../json';
import type { OperationUse } from '../../session/kinds/kind';
import { properties } from '../ask';
import type { Operation } from '../operation-catalog';
import { templateOf } from '../template';
import { at, type Fault, fault } from './fault';
import { type CheckedSkill, eachStep, type Rule } from './rule';

/** An undo is one that the catalog declares for that call. */
export const declaredUndo: Rule = eachStep(({ name, step, kind }, { catalog }) => {
  const uses = kind.operations(step);
  const call = uses.find(({ role }) => role === 'call');
  return uses.flatMap(({ operation, role, path }) => {
    const undoes = call && catalog.operations[call.operation]?.undoneBy;
    if (role !== 'undo' || !call || undoes?.includes(operation)) return [];
    const known = undoes?.length ? `It is undone by: ${undoes.join(', ')}.` : 'Nothing undoes it: leave the undo out.';
    const message = `'${operation}' doesn't undo '${call.operation}'. ${known}`;
    return [fault('undo_undeclared', at(name, ...path, 'call'), message)];
  });
});

/** An undo names what the very call has made, at the place where the call was made. */
export const undoOfTheVeryCall: Rule = eachStep(({ name, step, kind }, skill) => {
  const uses = kind.operations(step);
  const call = uses.find(({ role }) => role === 'call');
  const undo = uses.find(({ role }) => role === 'undo');
  return call && undo ? wrongObjects(skill, name, call, undo) : [];
});

function wrongObjects(skill: CheckedSkill, name: string, call: OperationUse, undo: OperationUse): Fault[] {
  const { operations } = skill.catalog;
  const { input, output } = operations[call.operation] as Operation;
  const known = Object.keys(properties((operations[undo.operation] as Operation).input));
  const made = known.filter((member) => Object.hasOwn(properties(output), member));
  const addressed = known.filter((member) => !made.includes(member) && isAddress(skill, member, input));
  return [
    ...made.flatMap((member) => {
      const own = `/steps/${name}/${member}`;
      // Without it, the undo finds by the call's own key what has been made.
      if (!Object.hasOwn(undo.with, member) || leadsTo(undo.with[member], own)) return [];
      const message = `The undo of '${name}' must name what that call has made: give '${member}' as {"$": "${own}"}.`;
      return [fault('undo_argument', at(name, ...undo.path, 'with', member), message)];
    }),
    ...addressed.flatMap((member) => {
      if (!Object.hasOwn(call.with, member) || Object.hasOwn(undo.with, member)) return [];
      const message = `'${call.operation}' is given '${member}', and its undo is not: it would undo something elsewhere.`;
      return [fault('undo_argument', at(name, ...undo.path), message)];
    }),
  ];
}

/** A member by which operations find what they are about: credentials have it, too. */
const isAddress = (skill: CheckedSkill, member: string, input: Operation['input']): boolean => {
  const addresses = Object.values(skill.catalog.credentials ?? {}).flatMap((schema) => Object.keys(properties(schema)));
  return addresses.includes(member) && Object.hasOwn(properties(input), member);
};

const leadsTo = (template: Json | undefined, pointer: string): boolean => {
  const parsed = template === undefined ? undefined : templateOf(template);
  return parsed?.kind === 'pointer' && parsed.pointer === pointer;
};
