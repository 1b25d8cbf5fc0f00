import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Json } from '../../domain/json';
import { peekAtReturn, receiveReport as receive, returnFromBank as takeReturn } from '../../service/callbacks';
import type { ReturnPage } from '../../service/wording';
import { acceptedType } from '../http/accept';
import { type Action, clientGone, header, sendJson } from '../http/endpoint';
import { rawBody } from '../http/json-body';

/** Whether no user is behind a call: HEAD of a link scanner, or what a browser fetches before its user goes there. */
const isOnlyLooking = (req: Request, res: Response): boolean =>
  res.locals.head === true || /prefetch|prerender|preview/i.test(`${req.get('Sec-Purpose')} ${req.get('Purpose')}`);

/** `GET /callbacks/{state}/ok` and `/nok`. Sends the user on to the tenant, or shows a small page. */
export const returnFromBank = (way: 'ok' | 'nok'): Action[] => [
  async function sendUserBack(exchange) {
    const { req, res, services } = exchange;
    const handle = String(req.params.state);
    const { session_id, status, return_url, page } = isOnlyLooking(req, res)
      ? await peekAtReturn(services, handle)
      : await takeReturn(services, handle, way, clientGone(exchange), req.query);
    if (return_url !== undefined) {
      const target = new URL(return_url);
      target.searchParams.set('session_id', session_id);
      target.searchParams.set('status', status);
      res.redirect(302, target.href);
    } else if (acceptedType(req.headers.accept, ['text/html', 'application/json']) === 'application/json')
      sendJson(res, 200, { session_id, status });
    else sendPage(res, page);
  },
];

const STYLE = `:root{color-scheme:light dark;font:17px/1.5 system-ui,sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center;text-align:center}
main{padding:2rem;max-width:28rem}h1{font-size:1.3rem;margin:0 0 .5rem}p{margin:0;opacity:.75}`;

const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
/** Our own words only, so nothing in it has to be escaped. */
const html = ({ language, title, text }: ReturnPage): string => `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1><p>${text}</p></main></body>
</html>
`;

/** The page where the user lands after the bank if the tenant has named none. It loads nothing and runs nothing. */
function sendPage(res: Response, page: ReturnPage): void {
  res.set('Content-Security-Policy', `default-src 'none'; style-src ${STYLE_HASH}; frame-ancestors 'none'`);
  res.type('html').send(html(page));
}

/** `POST /callbacks/{handle}` */
export const receiveReport: Action = async (exchange) => {
  const { req, services } = exchange;
  const { ref, isLate } = await receive(services, String(req.params.handle), {
    id: header(req, 'webhook-id') ?? '',
    timestamp: header(req, 'webhook-timestamp') ?? '',
    signature: header(req, 'webhook-signature') ?? '',
    bytes: rawBody(req),
    payload: req.body as Json,
  });
  if (isLate) services.log.warn({ request_id: req.id, session_id: ref.session_id }, 'a report came too late to count');
  exchange.answer = { status: 200, body: { received: true, ...(isLate ? { late: true } : {}) } };
};
