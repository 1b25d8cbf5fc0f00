import { readFileSync } from 'node:fs';
import path from 'node:path';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { projectRoot } from '../runtime/paths';
import { loadDocs } from '../service/docs/docs';
import { createMcpServer } from './mcp/server';

const USAGE = 'vestibule mcp takes no argument but --write.';

/** An MCP server over stdio, until its client closes the input. Standard output belongs to the protocol. */
async function main(argv: string[]): Promise<void> {
  if (argv.some((argument) => argument !== '--write')) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const root = projectRoot();
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const server = createMcpServer({
    write: argv.includes('--write'),
    docs: loadDocs(path.join(root, 'docs')),
    env: process.env,
    version,
  });
  process.stdin.once('end', () => void server.close());
  await server.connect(new StdioServerTransport());
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
