import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { apiReference } from '@scalar/express-api-reference';
import type { RequestHandler, Response } from 'express';

/** The file of the reference's script, from its package: nothing is fetched from outside. */
const bundle = (): string => join(dirname(require.resolve('@scalar/fastify-api-reference')), 'js', 'standalone.js');

/** The page as its package renders it, and a content security policy with the hash of its inline script. */
function renderPage(): { html: string; policy: string } {
  let html = '';
  const capture = {
    type: () => capture,
    send: (text: string) => {
      html = text;
    },
  };
  const configuration = {
    pageTitle: 'Vestibule API',
    url: '/openapi.json',
    cdn: '/docs/reference.js',
    withDefaultFonts: false,
    telemetry: false,
    hideClientButton: true,
    showDeveloperTools: 'never',
    agent: { disabled: true },
    mcp: { disabled: true },
    favicon: 'data:,',
  };
  apiReference(configuration as Parameters<typeof apiReference>[0])(
    {} as never,
    capture as unknown as Response,
    () => undefined,
  );
  const scripts = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    (match) => match[1] ?? '',
  );
  const hashes = scripts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`).join(' ');
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${hashes}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return { html, policy };
}

/** `GET /docs` and the script that it loads. */
export function docsPage(): { page: RequestHandler; script: RequestHandler } {
  const { html, policy } = renderPage();
  const path = bundle();
  const { size } = statSync(path);
  return {
    page(_req, res) {
      res.set('Content-Security-Policy', policy).type('html').send(html);
    },
    script(_req, res, next) {
      res.set({ 'Cache-Control': 'public, max-age=86400', 'Content-Length': String(size) }).type('text/javascript');
      if (res.locals.head) res.end();
      else createReadStream(path).once('error', next).pipe(res);
    },
  };
}
