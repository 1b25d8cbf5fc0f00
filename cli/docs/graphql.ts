import { buildSchema, findBreakingChanges } from 'graphql';

const VERSION = /^# Version (\d+)$/m;
const versionOf = (sdl: string): number => Number(VERSION.exec(sdl)?.[1] ?? 0);

/** What a schema breaks of the one that is kept, a sentence each; none where its version is a new one. */
export function brokenBy(kept: string, now: string): string[] {
  if (versionOf(now) > versionOf(kept)) return [];
  return findBreakingChanges(buildSchema(kept), buildSchema(now)).map(({ description }) => description);
}

/** The schema as it is to be kept. Throws where it breaks tenants’ documents and its version does not say so. */
export function schemaPage(kept: string, now: string): string {
  const broken = brokenBy(kept, now);
  if (broken.length === 0) return now;
  throw new Error(
    `${broken.join('\n')}\nThis breaks tenants’ documents: SCHEMA_VERSION in api/graphql/schema.ts has to be a new one.`,
  );
}
