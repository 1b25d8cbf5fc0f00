import type { Finding } from './findings';

/** A name and the digest of a body that bears it. */
interface Body {
  name: string;
  digest: string;
}

/** The bodies whose name was published, but never with them. `published`: all that ever was under these names. */
export function changedBodies<T extends Body>(skills: readonly T[], published: readonly Body[]): T[] {
  const names = new Set(published.map(({ name }) => name));
  const bodies = new Set(published.map(({ name, digest }) => `${name}@${digest}`));
  return skills.filter(({ name, digest }) => names.has(name) && !bodies.has(`${name}@${digest}`));
}

/** What its author is told: sessions of both bodies would run under one name. */
export const changedBody = ({ name }: Body): Finding => ({
  code: 'body_changed',
  level: 'fault',
  pointer: '',
  line: 1,
  column: 1,
  message:
    `'${name}' was published with another body, and what is published never changes: copy the document to the next ` +
    'version. To try a draft without publishing it, use `npx vestibule skill preview`.',
});
