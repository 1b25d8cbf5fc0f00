/** A section of the published documentation: its title, and its pages, as paths below `docs/`. */
export interface DocsContents {
  title: string;
  /** A path that ends with `/` stands for every page of that folder that is not named before. */
  pages: readonly string[];
  /** Its pages are served and found, and not listed one by one. */
  unlisted?: true;
}

/** The pages that a running API serves: those for whoever builds on it, or writes its skills. */
export const CONTENTS: readonly DocsContents[] = [
  {
    title: 'Building on the API',
    pages: ['api.md', 'events.md', 'webhooks.md', 'sdk.md', 'graphql.md', 'mcp.md', 'security.md', 'glossary.md'],
  },
  {
    title: 'Skills',
    pages: ['skills/tutorial.md', 'skills.md', 'skills/testing.md', 'skills/preview.md', 'publishing.md'],
  },
  { title: 'Optional', pages: ['banks.md', 'skills/codes/README.md'] },
  { title: 'Findings of the check', pages: ['skills/codes/'], unlisted: true },
];

/** Where a page lies that is not below `docs/`, seen from there. */
export const ELSEWHERE: Record<string, string> = { 'sdk.md': '../sdk/README.md' };

/** The pages that stay in the project, and why: who operates or changes the platform has its files. */
export const NOT_PUBLISHED: Record<string, string> = {
  'operating.md': 'for operators: how their machines are set up is nobody else’s business',
  'performance.md': 'for operators: what a session costs them',
  'tuning.md': 'for who makes the platform faster',
  'changing.md': 'for who changes the code',
  'mutation.md': 'for who changes the code',
  'adr/': 'for who changes the code: why it is as it is',
  'banks-cases.md': 'for who changes the code: cases and the tests that hold them',
  'sessions-cases.md': 'for who changes the code: cases and the tests that hold them',
  'skills-cases.md': 'for who changes the code: cases and the tests that hold them',
};
