import { gzipSync } from 'node:zlib';
import type { Response } from 'express';
import type { Answer } from './refusal';
import type { TransportTraits } from './traits/transport';

type Style = Pick<TransportTraits, 'link_style' | 'encoding'>;
const PLAIN_STYLE: Style = { link_style: 'path', encoding: 'utf-8' };

type Json = unknown;

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every `_links` of a body in the bank's style. */
function restyled(value: Json, style: (href: string) => Json): Json {
  if (Array.isArray(value)) return value.map((one) => restyled(one, style));
  if (!isObject(value)) return value;
  const pairs = Object.entries(value).map(([name, inner]) => {
    if (name !== '_links' || !isObject(inner)) return [name, restyled(inner, style)];
    const links = Object.entries(inner).map(([type, link]) => [
      type,
      isObject(link) && typeof link.href === 'string' ? style(link.href) : link,
    ]);
    return [name, Object.fromEntries(links)];
  });
  return Object.fromEntries(pairs);
}

function inStyle(body: object, link_style: Style['link_style'], public_url: string): Json {
  if (link_style === 'path') return body;
  const absolute = (href: string) => (href.startsWith('/') ? public_url + href : href);
  return restyled(body, (href) => (link_style === 'string' ? href : { href: absolute(href) }));
}

/** Sends an answer as the bank writes it: its links, its bytes. */
export function send(res: Response, { status, headers, body, file }: Answer, style = PLAIN_STYLE, url = ''): void {
  res.status(status).set(headers ?? {});
  const text = file?.text ?? (body ? JSON.stringify(inStyle(body, style.link_style, url)) : undefined);
  if (text === undefined) return void res.end();
  const type = file?.type ?? 'application/json';
  const charset = style.encoding === 'latin1' ? 'ISO-8859-1' : 'utf-8';
  res.set('Content-Type', `${type}; charset=${charset}`);
  const bytes = Buffer.from(text, style.encoding === 'latin1' ? 'latin1' : 'utf8');
  if (style.encoding !== 'gzip') return void res.end(bytes);
  res.set('Content-Encoding', 'gzip').end(gzipSync(bytes));
}
