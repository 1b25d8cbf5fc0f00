import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CONTENTS, ELSEWHERE } from './contents';
import { type DocsPage, publishedPage } from './page';

export type { DocsPage };

/** A section of the documentation with its pages. */
export interface DocsSection {
  title: string;
  pages: DocsPage[];
  /** Its pages are served and found, and not listed one by one. */
  unlisted?: true;
}

/** The published documentation, as a closed list: what is not in it is not served. */
export interface Docs {
  sections: readonly DocsSection[];
  /** By path below `docs/`. */
  pages: ReadonlyMap<string, DocsPage>;
}

/** Reads the published pages of a project's `docs/` folder. Throws an Error where one is missing. */
export function loadDocs(folder: string): Docs {
  const named = new Set(CONTENTS.flatMap(({ pages }) => pages));
  const listed = CONTENTS.map((section) => ({
    ...section,
    pages: section.pages.flatMap((page) => (page.endsWith('/') ? pagesIn(folder, page, named) : [page])),
  }));
  const served = new Set(listed.flatMap(({ pages }) => pages));
  const read = (page: string) =>
    publishedPage(page, readFileSync(path.join(folder, ELSEWHERE[page] ?? page), 'utf8'), (file) => served.has(file));
  const sections = listed.map((section) => ({ ...section, pages: section.pages.map(read) }));
  return { sections, pages: new Map(sections.flatMap(({ pages }) => pages).map((page) => [page.path, page])) };
}

const pagesIn = (folder: string, below: string, named: ReadonlySet<string>): string[] =>
  readdirSync(path.join(folder, below))
    .filter((name) => name.endsWith('.md'))
    .map((name) => below + name)
    .filter((page) => !named.has(page))
    .sort();

const SUMMARY = 'Durable onboarding sessions for open banking, driven over REST.';
const ABOUT = `Start a session for an end user, submit its steps, send the user to the bank, exchange the temp token,
read the data. Every page is Markdown. The tutorial is where authors of skills begin, the API's page is where
developers do.`;

/** The index for language models (llmstxt.org), with absolute addresses. */
export function llmsText({ sections }: Docs, publicUrl: string): string {
  const base = publicUrl.replace(/\/+$/, '');
  const line = ({ path: page, title, summary }: DocsPage) => `- [${title}](${base}/docs/${page}): ${summary}`;
  const contract = `- [OpenAPI document](${base}/openapi.json): The whole contract, by which requests are validated.`;
  const listed = sections.filter(({ unlisted }) => !unlisted);
  const parts = listed.map(({ title, pages }, index) => {
    const lines = pages.map(line);
    return `## ${title}\n\n${(index === 0 ? [contract, ...lines] : lines).join('\n')}\n`;
  });
  return [`# Vestibule\n\n> ${SUMMARY}\n\n${ABOUT}\n`, ...parts].join('\n');
}
