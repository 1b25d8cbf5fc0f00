/** The ways in which a partner's name is written. */
export interface Names {
  /** As in operations and folders: `travel`. */
  name: string;
  /** As in types: `Travel`. */
  type: string;
  /** As in settings: `TRAVEL`. */
  setting: string;
}

const NAME = /^[a-z][a-z0-9]{1,30}$/;
/** Folders that are no partner's, and the platform's own prefix. */
const TAKEN = new Set(['std', 'standard', 'toolkit', 'session']);

/** The ways to write a name; `undefined` where it can be no partner's. */
export const namesOf = (name: string): Names | undefined =>
  NAME.test(name) && !TAKEN.has(name)
    ? { name, type: `${name[0]?.toUpperCase()}${name.slice(1)}`, setting: name.toUpperCase() }
    : undefined;
