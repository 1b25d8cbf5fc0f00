import { unusable } from '../toolkit/http';
import type { BankProfile, Resource } from './profile';

/** Fills a profile's path; every value is one segment, so an id can't become another path. */
export function addressOf(
  base: URL,
  { paths, variables }: BankProfile,
  resource: Resource,
  values: Record<string, string>,
  more: string[],
): URL {
  const given: Record<string, string> = { ...variables, ...values };
  const segments = paths[resource].split('/').map((segment) =>
    segment.replace(/\{([^}]*)\}/g, (_whole, variable: string) => {
      const value = given[variable];
      if (value === undefined || /^\.*$/.test(value)) throw unusable();
      return encodeURIComponent(value);
    }),
  );
  if (more.some((segment) => /^\.*$/.test(segment))) throw unusable();
  const url = new URL(base);
  url.pathname = [base.pathname.replace(/\/+$/, ''), ...segments, ...more.map(encodeURIComponent)].join('/');
  return url;
}

/**
 * A link as it was meant. A bank behind a gateway may not know its own base path: its links then begin with the path of
 * a resource, `/v1/consents/…`, and lead nowhere at the host's root. Such a link is below the base address.
 */
export function belowBase(base: URL, profile: BankProfile, url: URL): URL {
  const folder = base.pathname.replace(/\/+$/, '');
  const isBelow = folder === '' || url.pathname.startsWith(`${folder}/`);
  if (isBelow || !startsOf(profile).some((start) => url.pathname.startsWith(`/${start}`))) return url;
  const meant = new URL(url);
  meant.pathname = `${folder}${url.pathname}`;
  return meant;
}

/** With what the profile's paths begin, up to the first part that a call fills in. */
const startsOf = ({ paths, variables }: BankProfile): string[] =>
  Object.values(paths).map((template) => {
    const filled = template.replace(/\{(\w+)\}/g, (whole, name: string) => variables[name] ?? whole);
    return filled.replace(/\{.*$/, '');
  });
