import { createHash } from 'node:crypto';
import type { Response } from 'express';

/** Markup that is safe to send: made by `html` only, which escapes every value that is not itself Markup. */
export class Markup {
  constructor(readonly text: string) {}
}

type Value = string | number | Markup | Markup[] | undefined;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

const render = (value: Value): string => {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(render).join('');
  return escaped(String(value ?? ''));
};

export function html(parts: TemplateStringsArray, ...values: Value[]): Markup {
  return new Markup(parts.map((part, index) => part + (index < values.length ? render(values[index]) : '')).join(''));
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2733; --paper: #f6f7f9; --card: #fff; --line: #d8dee6; --accent: #0b6b5d; --quiet: #5b6875; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --paper: #12171d; --card: #1b222b; --line: #334050; --accent: #4fc3ae; --quiet: #98a6b5; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 1.5rem 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
main.narrow { max-width: 26rem; }
h1 { font-size: 1.4rem; margin: 0 0 1rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
a { color: var(--accent); } p.quiet, small { color: var(--quiet); } p.wrong { color: #c0392b; font-weight: 600; }
table { width: 100%; border-collapse: collapse; } th, td { text-align: left; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
code, pre { font: .86em/1.5 ui-monospace, monospace; } pre { overflow-x: auto; padding: .8rem; border: 1px solid var(--line); border-radius: 8px; }
label { display: block; margin: .8rem 0 .2rem; } input { width: 100%; padding: .5rem; font: inherit; border: 1px solid var(--line); border-radius: 6px; }
label.tick { display: block; } label.tick input { width: auto; }
form.row { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1rem 0; }
button { margin-top: .4rem; padding: .55rem 1.1rem; font: inherit; border: 1px solid var(--accent); border-radius: 6px; background: var(--accent); color: var(--card); cursor: pointer; }
button.other { background: transparent; color: var(--accent); }
button:focus-visible, input:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

// No `form-action`: browsers apply it to the redirect after a form too, and that one leads to the TPP.
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'`;

/** Sends a whole page. Nothing in it is fetched from outside, and no script runs. */
export function sendPage(
  res: Response,
  status: number,
  title: string,
  body: Markup,
  width: 'wide' | 'narrow' = 'wide',
): void {
  const document = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>${new Markup(STYLE)}</style></head>
<body><main class="${width}"><h1>${title}</h1>${body}</main></body></html>
`;
  res
    .status(status)
    .set({
      'Content-Security-Policy': POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
    })
    .type('html')
    .send(document.text);
}
