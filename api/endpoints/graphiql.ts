import type { RequestHandler } from 'express';

/** Monaco styles itself in place, and makes its workers of text. Nothing is fetched from outside. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  'worker-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Where the page loads its script from: inline it would need a hash of nine megabytes. */
export const GRAPHIQL_SCRIPT = '/docs/graphiql.js';
const START = '<script>';
const END = '</script>';

interface Rendered {
  html: string;
  script: string;
}
let rendered: Rendered | undefined;

/** GraphiQL as its package renders it, with the script apart. Made with the first call: it is large. */
function render(): Rendered {
  const { renderGraphiQL } = require('@graphql-yoga/render-graphiql') as typeof import('@graphql-yoga/render-graphiql');
  const page = renderGraphiQL({
    title: 'Vestibule GraphQL',
    endpoint: '/graphql',
    subscriptionsProtocol: 'GRAPHQL_SSE',
    defaultQuery: '{ skills(first: 10) { nodes { skill title } } }',
    headers: '{ "Authorization": "Basic <client_id:client_secret in base64>" }',
    shouldPersistHeaders: false,
  });
  const [from, to] = [page.indexOf(START), page.lastIndexOf(END)];
  return {
    html: `${page.slice(0, from)}<script src="${GRAPHIQL_SCRIPT}">${page.slice(to)}`,
    script: page.slice(from + START.length, to),
  };
}

/** `GET /docs/graphiql`, for sandboxes, and the script that it loads. */
export const graphiqlPage: { page: RequestHandler; script: RequestHandler } = {
  page(_req, res) {
    rendered ??= render();
    res.set('Content-Security-Policy', POLICY).type('html').send(rendered.html);
  },
  script(_req, res) {
    rendered ??= render();
    res.set('Cache-Control', 'public, max-age=86400').type('text/javascript').send(rendered.script);
  },
};
