import { createHash } from 'node:crypto';
import type { Response } from 'express';

const STYLE = `:root{color-scheme:light dark;font:17px/1.5 system-ui,sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center;text-align:center}
main{padding:2rem;max-width:28rem}h1{font-size:1.3rem;margin:0 0 .5rem}p{margin:0;opacity:.75}`;

const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

const page = (title: string, text: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1><p>${text}</p></main></body>
</html>
`;

/** Where the user lands after the bank, if the tenant has named no page of its own. Loads nothing, runs nothing. */
export function returnPage(res: Response): void {
  res.set('Content-Security-Policy', `default-src 'none'; style-src ${STYLE_HASH}; frame-ancestors 'none'`);
  res.type('html').send(page('You may close this window', 'Go back to the app where you started; it already knows.'));
}
