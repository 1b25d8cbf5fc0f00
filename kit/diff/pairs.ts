import canonicalize from 'canonicalize';

/** Whether two values are the same JSON. */
export const same = (a: unknown, b: unknown): boolean => canonicalize(a) === canonicalize(b);

/** The members of two objects, paired by their names; those that have only changed their name are found. */
export interface Pairs {
  kept: string[];
  renamed: [old: string, name: string][];
  gone: string[];
  added: string[];
}

/** Pairs the members of two objects. `isSame`: whether a member that is gone is another that is new. */
export function paired<T>(a: Record<string, T>, b: Record<string, T>, isSame: (a: T, b: T) => boolean): Pairs {
  const gone = Object.keys(a).filter((name) => !Object.hasOwn(b, name));
  const added = Object.keys(b).filter((name) => !Object.hasOwn(a, name));
  const renamed = gone.flatMap((old): Pairs['renamed'] => {
    const found = added.filter((name) => isSame(a[old] as T, b[name] as T));
    const [only] = found;
    return found.length === 1 && only !== undefined ? [[old, only]] : [];
  });
  // Two that are alike can't be told apart: then neither counts as renamed.
  const certain = renamed.filter(([, name]) => renamed.filter(([, other]) => other === name).length === 1);
  return {
    kept: Object.keys(a).filter((name) => Object.hasOwn(b, name)),
    renamed: certain,
    gone: gone.filter((name) => !certain.some(([old]) => old === name)),
    added: added.filter((name) => !certain.some(([, other]) => other === name)),
  };
}
