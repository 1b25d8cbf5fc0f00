import MiniSearch from 'minisearch';
import { z } from 'zod';
import type { Docs, DocsPage } from '../../service/docs/docs';
import { MOST } from './result';
import { type Tool, tool } from './tool';
import { ToolError } from './words';

/** A part of a page, under one heading. */
interface Section {
  id: string;
  page: string;
  title: string;
  heading: string;
  text: string;
}

/** Results of a search. */
const SHOWN = 8;
/** Characters of a result that are shown. */
const EXCERPT = 400;
/** Characters of a page in one answer: what is said around them needs some room. */
const PART = MOST - 500;

/** Looking up the documentation that lies in this project: no API is asked. */
export function docsTools(docs: Docs): Tool[] {
  let index: MiniSearch<Section> | undefined;
  return [
    tool(
      {
        name: 'search_docs',
        title: 'Search the documentation',
        description:
          'Finds sections of the documentation of Vestibule: the API, events, webhooks, the language of skills, each ' +
          'finding of the check. Answers pages to read by read_doc.',
      },
      { query: z.string().min(1).max(400).describe('A few words, or a code such as step_data_invalid') },
      ({ query }) => {
        index ??= indexOf(docs);
        const found = index.search(query).slice(0, SHOWN);
        if (found.length === 0)
          throw new ToolError('Nothing was found. Try other words; read_doc without a page lists all.');
        return found
          .map(({ page, title, heading, text }) => {
            const at = heading === title ? title : `${title} › ${heading}`;
            return `## ${at}\npage: ${page}${heading === title ? '' : `, section: ${heading}`}\n${excerpt(text)}`;
          })
          .join('\n\n');
      },
    ),
    tool(
      {
        name: 'read_doc',
        title: 'Read a page of the documentation',
        description: 'One page as Markdown, or one section of it; without a page, the list of pages.',
      },
      {
        page: z.string().max(256).optional().describe('As search_docs names it: skills/tutorial.md'),
        section: z.string().max(200).optional().describe('The heading of a section, for this section alone'),
        offset: z.int().min(0).optional().describe('Where to go on in a long page'),
      },
      ({ page, section, offset = 0 }) => {
        if (page === undefined) return listed(docs);
        const found = docs.pages.get(page.replace(/^\/?docs\//, ''));
        if (!found)
          throw new ToolError(`There is no page '${page}'. read_doc without a page lists those that there are.`);
        return partOf(section === undefined ? found.text : sectionOf(found, section), offset);
      },
    ),
  ];
}

function indexOf({ pages }: Docs): MiniSearch<Section> {
  const index = new MiniSearch<Section>({
    fields: ['title', 'heading', 'text'],
    storeFields: ['page', 'title', 'heading', 'text'],
    searchOptions: { boost: { title: 3, heading: 3 }, prefix: true, fuzzy: 0.15, combineWith: 'AND' },
  });
  index.addAll([...pages.values()].flatMap(sectionsOf));
  return index;
}

/** Code is no heading, though it may have lines that begin with `#`. */
const HEADING = /^(?:```[\s\S]*?^```|#{1,3} (.+))$/gm;

function sectionsOf({ path: page, title, text }: DocsPage): Section[] {
  const heads = [...text.matchAll(HEADING)].filter(([, heading]) => heading !== undefined);
  return heads.map(({ 0: line, 1: heading = '', index }, at) => ({
    id: `${page}#${at}`,
    page,
    title,
    heading,
    text: text.slice(index + line.length, heads[at + 1]?.index).trim(),
  }));
}

function sectionOf(page: DocsPage, heading: string): string {
  const sections = sectionsOf(page);
  const found = sections.find((section) => section.heading.toLowerCase() === heading.toLowerCase());
  if (found) return `## ${found.heading}\n\n${found.text}`;
  const names = sections.map((section) => `- ${section.heading}`).join('\n');
  throw new ToolError(`${page.path} has no section '${heading}'. It has:\n${names}`);
}

function partOf(text: string, offset: number): string {
  if (offset > 0 && offset >= text.length) throw new ToolError(`The page ends at ${text.length}.`);
  const end = offset + PART;
  const rest = end < text.length ? `\n\n… goes on: offset ${end} of ${text.length}` : '';
  return text.slice(offset, end) + rest;
}

const excerpt = (text: string): string => (text.length > EXCERPT ? `${text.slice(0, EXCERPT)} …` : text);

const listed = ({ sections }: Docs): string =>
  sections
    .map(({ title, pages, unlisted }) => {
      if (unlisted) return `# ${title}\n${pages.map(({ path }) => path).join(', ')}`;
      return `# ${title}\n${pages.map(({ path, summary }) => `${path}: ${summary}`).join('\n')}`;
    })
    .join('\n\n');
