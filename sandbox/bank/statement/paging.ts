import type { Call } from '../call';
import type { Links } from '../refusal';
import type { StatementTraits } from '../traits/statement';
import { pageParameter } from './period';

type Paging = StatementTraits['paging'];
const ELSEWHERE = 'https://pages.elsewhere.invalid';

/** The address of a page, by how a bank tells it. */
const ADDRESSES: Record<Paging, (path: string, query: string) => string> = {
  path: (path, query) => `${path}?${query}`,
  query: (_path, query) => `?${query}`,
  segment: (path, query) => `${path.slice(path.lastIndexOf('/') + 1)}?${query}`,
  string: (path, query) => `${path}?${query}`,
  own_names: (_path, query) => `?${query}`,
  elsewhere: (path, query) => `${ELSEWHERE}${path}?${query}`,
  repeats: (path, query) => `${path}?${query}`,
};

const OWN_NAMES: Record<string, string> = {
  first: 'firstPage',
  previous: 'previousPage',
  next: 'nextPage',
  last: 'lastPage',
};

/** The links from one page of a list to the others. */
export function pageLinks(call: Call, path: string, page: number, last: number): Links | Record<string, string> {
  const { paging } = call.traits;
  const address = (index: number): string => {
    const pairs = Object.entries(call.query).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const query = new URLSearchParams(pairs);
    query.set(pageParameter(call), String(index));
    return ADDRESSES[paging](path, query.toString());
  };
  const next = paging === 'repeats' ? page : page < last ? page + 1 : undefined;
  const links = Object.entries({
    ...(last > 0 && { first: address(0), last: address(last) }),
    ...(page > 0 && { previous: address(Math.min(page - 1, last)) }),
    ...(next !== undefined && { next: address(next) }),
  });
  if (paging === 'string') return Object.fromEntries(links);
  const named = (type: string) => (paging === 'own_names' ? (OWN_NAMES[type] ?? type) : type);
  return Object.fromEntries(links.map(([type, href]) => [named(type), { href }]));
}
