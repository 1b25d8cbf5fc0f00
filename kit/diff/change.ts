/**
 * What a change means to whoever built on the old version. `breaking`: a form, a user interface or a consumer that was
 * right for it may fail. `text`: only what users read.
 */
export type ChangeLevel = 'breaking' | 'compatible' | 'text';

/** Whom or what a change concerns. `course`: which step comes when. */
export type ChangeArea = 'form' | 'consumer' | 'course' | 'effect' | 'limit' | 'text';

/** One change between two versions of a skill. */
export interface SkillChange {
  level: ChangeLevel;
  area: ChangeArea;
  /** Stable, for programs. */
  code: string;
  /** JSON Pointer into the old document; absent for what is new. */
  from?: string;
  /** JSON Pointer into the new document; absent for what is gone. */
  to?: string;
  /** A sentence for people. */
  message: string;
}

/** Where something stands in both documents. */
export interface Places {
  from: string;
  to: string;
}

/** The place of a member of what stands there, in both documents. `token` is escaped already. */
export const inside = ({ from, to }: Places, token: string): Places => ({
  from: `${from}/${token}`,
  to: `${to}/${token}`,
});
