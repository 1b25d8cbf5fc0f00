import type { Part } from '../../api/openapi/schemas';
import { breakingChanges } from './compare';

/** In `info` of the document that is kept: the version of the SDK that it belongs to. */
const SDK_VERSION = 'x-sdk-version';

/** What is in `sdk/`: the document of the version before, the version now, and its change log. */
export interface Release {
  kept: Part | undefined;
  version: string;
  changelog: string;
}

/** Today's document as `sdk/openapi.json` keeps it. */
export const keptDocument = (document: Part, version: string): Part => ({
  ...document,
  info: { ...(document.info as Part), [SDK_VERSION]: version },
});

/**
 * Why today's document can't be that of this version of the SDK: a sentence each, none where it can.
 *
 * Breaking changes need a new major version; below 1.0.0 a new minor one.
 */
export function objections(document: Part, { kept, version, changelog }: Release): string[] {
  const listed = new RegExp(`^## ${version.replaceAll('.', '[.]')}\\b[^\\n]*\\n+- `, 'm').test(changelog);
  const missing = listed ? [] : [`sdk/CHANGELOG.md has no line under '## ${version}'`];
  if (!kept) return missing;
  const broken = breakingChanges(kept, document);
  const before = String((kept.info as Part)[SDK_VERSION]);
  if (broken.length === 0 || isBreaking(before, version)) return missing;
  const needed = before.startsWith('0.') ? 'minor' : 'major';
  return [
    ...broken,
    `so sdk/package.json needs a new ${needed} version; ${version} is not, after ${before}`,
    ...missing,
  ];
}

const isBreaking = (before: string, now: string): boolean => {
  const [old = [], next = []] = [before, now].map((version) => version.split('.').map(Number));
  const part = old[0] === 0 && next[0] === 0 ? 1 : 0;
  return Number(next[part]) > Number(old[part]);
};
