import { LRUCache } from 'lru-cache';
import { inserted } from './connection';
import type { Models, PageDoc } from './models';
import type { PagePort } from './store';

/** Characters of a sealed page, beside what a document may have; a larger one is not kept. */
const LARGEST = 8 * 1024 * 1024;
/** Characters of sealed pages that this process remembers, so that the next page needs no look into the database. */
const REMEMBERED = 32 * 1024 * 1024;

/** `clock` in ms since the epoch: an expired page counts as absent from that moment, whenever it is swept. */
export function pagePort({ pages }: Models, clock: () => number = Date.now): PagePort {
  const recent = new LRUCache<string, PageDoc>({
    maxSize: REMEMBERED,
    sizeCalculation: ({ body }) => body.length,
  });
  const isFresh = ({ expires_at }: PageDoc) => expires_at.getTime() > clock();

  return {
    async keep(_id, { $sealed: body }, expires_at) {
      if (body.length > LARGEST) return false;
      const page = { _id, body, expires_at };
      const isFirst = await inserted(pages.create(page));
      if (isFirst) recent.set(_id, page);
      return isFirst;
    },
    async find(_id) {
      const found = recent.get(_id) ?? (await pages.findById(_id).lean<PageDoc>());
      if (!found || !isFresh(found)) return undefined;
      if (!recent.has(_id)) recent.set(_id, found);
      return { $sealed: found.body };
    },
  };
}
