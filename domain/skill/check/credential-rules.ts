import { languageOf } from '../../session/kinds';
import { properties } from '../ask';
import { parseSkillName } from '../skill';
import { at, fault } from './fault';
import { type CheckedSkill, eachStep, isBroken, type Rule } from './rule';
import { credentialsOf } from './value-rules';

/** The credentials of a good end have what data are read with: what is required, and what operations were given. */
export const completeCredentials: Rule = eachStep(({ name, step, kind }, skill) => {
  const schema = credentialsOf(skill);
  if (!schema || kind.ends?.(step) !== 'succeeded') return [];
  const { credentials = {} } = kind.templates(step);
  const lacks = (member: string) => !Object.hasOwn(credentials, member);
  const place = at(name, ...('credentials' in step ? ['credentials'] : []));
  const required = (Array.isArray(schema.required) ? schema.required : []).map(String);
  const type = parseSkillName(skill.definition.skill)?.type;
  return [
    ...required.filter(lacks).map((member) => {
      const message = `The credentials of an '${type}' skill need '${member}': without it nothing can be read with them.`;
      return fault('credentials_incomplete', place, message);
    }),
    ...givenTo(skill, Object.keys(properties(schema)))
      .filter((member) => !required.includes(member) && lacks(member))
      .map((member) => {
        const message = `Operations of this skill are given '${member}', and its credentials lack it: they would be used without.`;
        return fault('credentials_incomplete', place, message);
      }),
  ];
});

/** Which of these members the operations of the skill are given. */
const givenTo = (skill: CheckedSkill, members: string[]): string[] => {
  const sound = Object.entries(skill.definition.steps).filter(([name]) => !isBroken(skill, name));
  const given = new Set(
    sound.flatMap(([, step]) =>
      languageOf(step)
        .operations(step)
        .flatMap((use) => Object.keys(use.with)),
    ),
  );
  return members.filter((member) => given.has(member));
};
