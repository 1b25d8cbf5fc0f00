import type { SkillChange } from './change';

/** The parts of a skill's version: `3.1`. */
export interface Version {
  major: number;
  minor: number;
}

/** The version in a skill's name, which is behind its `#`. */
export function versionOf(skill: string): Version {
  const [major = 0, minor = 0] = skill
    .slice(skill.indexOf('#') + 1)
    .split('.')
    .map(Number);
  return { major, minor };
}

/** The name without its version: what all versions of a product have in common, with its flavour. */
export const productOf = (skill: string): string => skill.slice(0, skill.indexOf('#'));

/** Negative where the first name's version is the smaller one. */
export const byVersion = (a: string, b: string): number => {
  const [one, other] = [versionOf(a), versionOf(b)];
  return one.major - other.major || one.minor - other.minor;
};

/**
 * What is wrong with the version number of `next`, given what has changed since `last`; `undefined` where it is right.
 * What breaks those who built on the old version needs another major number, anything else a larger minor one.
 */
export function versionFault(last: string, next: string, changes: readonly SkillChange[]): string | undefined {
  const [was, is] = [versionOf(last), versionOf(next)];
  if (was.major !== is.major) return undefined;
  if (is.minor <= was.minor)
    return `${last} is published: the next of its major version is ${was.major}.${was.minor + 1}.`;
  const breaking = changes.filter(({ level }) => level === 'breaking').length;
  if (breaking === 0) return undefined;
  const what = breaking === 1 ? 'One change since' : `${breaking} changes since`;
  return `${what} ${last} may break clients that were built for it: call it ${was.major + 1}.0.`;
}
