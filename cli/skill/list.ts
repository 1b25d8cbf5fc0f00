import type { Command } from 'commander';
import { callCatalog, type Destination, refused, withDestination } from './catalog-client';
import type { SkillIo } from './io';

/** A published skill, as `GET /catalog/published` gives it. */
export interface Listed {
  skill: string;
  digest: string;
  state: string;
  published_at: string;
  by: { servicer: string; key: string };
  served: boolean;
}

export function addList(program: Command, { print }: SkillIo): void {
  const command = program
    .command('list')
    .description('list what the servicer has published')
    .option('--json', 'print JSON');
  withDestination(command).action(async ({ json, ...destination }: Destination & { json?: boolean }) => {
    const published = await publishedSkills(destination);
    if (json) return print(JSON.stringify(published, null, 2));
    if (published.length === 0) return print('Nothing is published yet.');
    for (const { skill, digest, state, published_at, by, served } of published)
      print(
        `${skill}  ${state}${served || state === 'retired' ? '' : ', not served here'}  ${published_at}  ${by.key}  ${digest}`,
      );
  });
}

/** All that the servicer has published, page by page. */
export async function publishedSkills(destination: Destination): Promise<Listed[]> {
  const all: Listed[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const reply = await callCatalog(destination, 'GET', `/catalog/published?limit=200${after}`);
    if (reply.status !== 200) throw refused(reply);
    const page = reply.body as unknown as { data: Listed[]; next_cursor: string | null };
    all.push(...page.data);
    cursor = page.next_cursor;
  }
  return all;
}
