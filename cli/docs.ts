import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { schemaText } from '../api/graphql/schema';
import { CATALOGS } from '../connectors/catalogs';
import { editorSchema } from '../kit/editor/editor-schema';
import { projectRoot } from '../runtime/paths';
import { apiPage } from './docs/api';
import { codesPage } from './docs/codes';
import { decisionsPage } from './docs/decisions';
import { schemaPage } from './docs/graphql';
import { between } from './docs/markdown';
import { toolTable } from './docs/mcp';
import { rooms, roomTable } from './docs/rooms';
import { catalogTables, eventDataTable, eventTable, testUserTable, type UserStory } from './docs/tables';
import { asText, readSchema } from './skill/schema';

/** The pages that are made from the code, wholly or in part: path below the project → content. */
export function documents(): Record<string, string> {
  const root = projectRoot();
  const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
  return {
    'ARCHITECTURE.md': between(read('ARCHITECTURE.md'), 'rooms', roomTable(rooms())),
    'docs/adr/README.md': decisionsPage(),
    'docs/api.md': apiPage(),
    'docs/events.md': between(
      between(read('docs/events.md'), 'event-types', eventTable()),
      'event-data',
      eventDataTable(),
    ),
    'docs/mcp.md': between(read('docs/mcp.md'), 'tools', toolTable()),
    'docs/graphql/schema.graphql': schemaPage(read('docs/graphql/schema.graphql'), schemaText()),
    'docs/skills/codes/README.md': codesPage(),
    'docs/skills.md': between(read('docs/skills.md'), 'catalog', catalogTables(Object.values(CATALOGS))),
    'skills/editor.schema.json': asText(editorSchema(readSchema(path.join(root, 'skills')), Object.values(CATALOGS))),
    'README.md': between(read('README.md'), 'test-users', testUserTable(testUsers())),
  };
}

/**
 * The test users of the sandbox.
 *
 * No code of ours may import the sandbox. So its table is loaded while this runs, for the page alone.
 */
function testUsers(): readonly UserStory[] {
  return (require(path.join(__dirname, '..', 'sandbox', 'bank', 'users')) as { TEST_USERS: readonly UserStory[] })
    .TEST_USERS;
}

function write(): void {
  for (const [file, text] of Object.entries(documents())) {
    writeFileSync(path.join(projectRoot(), file), text);
    console.log(`written: ${file}`);
  }
}

// Run as `npm run docs`; the tests take `documents` and compare.
if (process.argv[1] === __filename) write();
