import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import { VestibuleError } from '../../domain/errors';
import { type Docs, llmsText } from '../../service/docs/docs';
import { acceptedType } from '../http/accept';

const MARKDOWN = 'text/markdown';
const PLAIN = 'text/plain';
/** What pages answer with, and the index; the first by default. Refusals are JSON. */
export const PAGE_TYPES = [MARKDOWN, PLAIN, 'application/json'];
export const INDEX_TYPES = [PLAIN, MARKDOWN, 'application/json'];

/** A text with its validator. */
interface Served {
  text: string;
  etag: string;
}

const served = (text: string): Served => ({
  text,
  etag: `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`,
});

/** `GET /docs/{page}` and `GET /llms.txt`. What is served is made once: no path of a file comes from a call. */
export function docsPages(docs: Docs, publicUrl: string): { page: RequestHandler; index: RequestHandler } {
  const index = served(llmsText(docs, publicUrl));
  const pages = new Map([...docs.pages].map(([path, { text }]) => [path, served(text)]));
  return {
    page(req, res, next) {
      const given: unknown = req.params.page;
      const found = pages.get(Array.isArray(given) ? given.join('/') : String(given));
      if (!found) throw new VestibuleError('not_found', 'There is no such page. /llms.txt lists those that there are.');
      return sendText(found, PAGE_TYPES)(req, res, next);
    },
    index: sendText(index, INDEX_TYPES),
  };
}

/** Sends a text in the type that the caller likes best, or 304 to who has it. */
const sendText =
  ({ text, etag }: Served, types: readonly string[]): RequestHandler =>
  (req, res) => {
    const type = acceptedType(req.headers.accept, types.slice(0, 2)) ?? types[0];
    res.set({ ETag: etag, 'Cache-Control': 'public, max-age=300' }).vary('Accept');
    if (req.fresh) return void res.status(304).end();
    res.set('Content-Type', `${type}; charset=utf-8`).send(text);
  };
