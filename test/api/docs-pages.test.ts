import path from 'node:path';
import { openTestApp } from './support/test-app';

const testApp = openTestApp();
const { api, deps } = testApp;
const BASE = 'http://127.0.0.1';
const PAGES = [...deps.docs.pages.keys()];

/** Targets of a page's links, code apart, as paths of the API. */
const linksOf = (page: string, text: string): string[] =>
  [...text.replaceAll(/^```[\s\S]*?^```|`[^`\n]+`/gm, '').matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => (target.split('#')[0] as string).replace(BASE, ''))
    .filter((target) => target !== '' && !/^https?:/.test(target))
    .map((target) => (target.startsWith('/') ? target : path.posix.join('/docs', path.posix.dirname(page), target)));

describe('GET /llms.txt', () => {
  test('has a title, a summary, and sections of absolute links with a sentence each', async () => {
    const { text } = await api.get('/llms.txt').expect(200).expect('Content-Type', 'text/plain; charset=utf-8');
    expect(text).toMatch(/^# Vestibule\n\n> .+\.\n\n/);
    const [, ...sections] = text.split(/^## .+\n\n/m);
    expect(sections.length).toBeGreaterThanOrEqual(3);
    for (const line of sections.flatMap((section) => section.trimEnd().split('\n')))
      expect(line).toMatch(/^- \[[^\]]+\]\(http:\/\/127\.0\.0\.1\/[^)]+\): \S.*[.!?]$/);
  });

  test('leads nowhere that is not there', async () => {
    const { text } = await api.get('/llms.txt').expect(200);
    const links = linksOf('', text);
    expect(links).toEqual(expect.arrayContaining(['/docs/api.md', '/docs/skills/tutorial.md', '/openapi.json']));
    for (const link of links) await api.get(link).expect(200);
  });

  test('stands beside the rendered document, which names it', async () => {
    const { body } = await api.get('/openapi.json').expect(200);
    expect(body.externalDocs.url).toBe('/llms.txt');
    expect(body.info.description).toContain('(/llms.txt)');
  });
});

describe('GET /docs/{page}', () => {
  test.each(PAGES.filter((page) => !/codes\/[a-z]/.test(page)))('%s is Markdown with its title first', async (page) => {
    const { text } = await api.get(`/docs/${page}`).expect(200).expect('Content-Type', 'text/markdown; charset=utf-8');
    expect(text).toMatch(/^# .+\n\n\S/);
    expect(text).not.toContain('<!--');
  });

  test('has links between pages, and none that leads nowhere', async () => {
    const broken: string[] = [];
    for (const page of PAGES) {
      const { text } = await api.get(`/docs/${page}`).expect(200);
      for (const link of linksOf(page, text)) {
        const isThere = link.startsWith('/docs/') && PAGES.includes(link.slice('/docs/'.length));
        if (!isThere) broken.push(`${page}: ${link}`);
      }
    }
    expect(broken).toEqual([]);
    const { text } = await api.get('/docs/skills.md').expect(200);
    expect(text).toContain('](skills/tutorial.md)');
  });

  test('keeps the words of a link to what is not served', async () => {
    const { text } = await api.get('/docs/security.md').expect(200);
    expect(text).toContain('SECURITY.md');
    expect(text).not.toContain('](../SECURITY.md)');
  });

  test('answers 304 to who has the page, HEAD without it, and text to who asks for text', async () => {
    const { headers } = await api.get('/docs/api.md').expect(200);
    expect(headers.etag).toMatch(/^W\/"[\w-]{22}"$/);
    const again = await api.get('/docs/api.md').set('If-None-Match', String(headers.etag)).expect(304);
    expect(again.text).toBe('');
    await api.get('/docs/api.md').set('If-None-Match', 'W/"another"').expect(200);
    const head = await api.head('/docs/api.md').expect(200);
    expect(head.headers).toMatchObject({ etag: headers.etag, 'content-length': headers['content-length'] });
    await api.get('/docs/api.md').set('Accept', 'text/plain').expect('Content-Type', 'text/plain; charset=utf-8');
    await api.get('/llms.txt').set('Accept', 'text/markdown').expect('Content-Type', 'text/markdown; charset=utf-8');
  });

  test('a page of a folder is found when the slash is escaped, as generated clients send it', async () => {
    await api.get('/docs/skills%2Ftutorial.md').expect(200);
  });

  test.each([
    '/docs/operating.md',
    '/docs/adr/README.md',
    '/docs/api',
    '/docs/..%2FREADME.md',
    '/docs/../README.md',
    '/docs/%2e%2e/package.json',
    '/docs/skills/../../package.json',
    '/docs//etc/passwd',
    '/docs/api.md%00',
    '/docs/constructor',
  ])('%s is not found, and says where the list is', async (url) => {
    const { body } = await api.get(url).expect(404);
    expect(body.code).toBe('not_found');
    if (!/\.\.|%2e/.test(url)) expect(body.detail).toContain('/llms.txt');
  });

  test('keeps to the rules of every path', async () => {
    await api.post('/docs/api.md').send({}).expect(405).expect('Allow', 'GET, HEAD, OPTIONS');
    await api.get('/docs/api.md').set('Accept', 'image/png').expect(406);
    await api.post('/llms.txt').expect(405);
    await api.get('/docs/%E0%A4%A.md').expect(400);
  });

  test('is counted under one name, whatever the page', async () => {
    await api.get('/docs/glossary.md').expect(200);
    const { text } = await api.get('/metrics').expect(200);
    expect(text).toContain('route="/docs/{page}",status="200"');
    expect(text).not.toContain('glossary.md');
  });
});
