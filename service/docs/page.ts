import path from 'node:path';

/** A page of the documentation as it is served: Markdown. */
export interface DocsPage {
  /** Below `docs/`: `skills/tutorial.md`. */
  path: string;
  title: string;
  /** The page's first sentence, as plain text. */
  summary: string;
  text: string;
}

const COMMENT = /<!--[\s\S]*?-->\n?/g;
/** Code, which stays as it is; a link; blank lines that a comment has left. */
const PARTS = /^```[\s\S]*?^```|`[^`\n]+`|\[((?:[^\]`]|`[^`]*`)*)\]\(([^)\s]+)\)|\n{3,}/gm;

/**
 * A page as it is served: without comments, and with no link to what is not served. `isServed` is asked for paths below
 * `docs/`. Throws an Error for a page that doesn't begin with its title and a sentence.
 */
export function publishedPage(file: string, source: string, isServed: (page: string) => boolean): DocsPage {
  const text = source.replaceAll(COMMENT, '').replaceAll(PARTS, (whole: string, words?: string, target?: string) => {
    if (whole.startsWith('\n')) return '\n\n';
    if (words === undefined || target === undefined) return whole;
    return leads(file, target, isServed) ? whole : words;
  });
  const [, title, paragraph] = /^# (.+)\n\n([\s\S]*?)(?:\n\n|\n*$)/.exec(text) ?? [];
  if (!title || !paragraph) throw new Error(`docs/${file} does not begin with its title and a sentence.`);
  return { path: file, title, summary: firstSentence(paragraph), text };
}

/** Whether a link of a page leads anywhere for who reads it over HTTP. */
function leads(from: string, target: string, isServed: (page: string) => boolean): boolean {
  if (/^(#|https?:)/.test(target)) return true;
  const [file = ''] = target.split('#');
  return isServed(path.posix.join(path.posix.dirname(from), file));
}

function firstSentence(paragraph: string): string {
  const plain = paragraph.replaceAll(/\[([^\]]*)\]\([^)\s]+\)/g, '$1').replaceAll(/\s+/g, ' ');
  return /^.*?[.!?](?=\s|$)/.exec(plain)?.[0] ?? plain;
}
