import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { projectRoot } from '../../../runtime/paths';

/** An assistant's side of `vestibule mcp`, started as its configuration says, with the official client. */
export interface McpSession {
  client: Client;
  /** What a tool answers: its text, and whether that is an error. */
  call(name: string, args?: Record<string, unknown>): Promise<{ text: string; isError: boolean }>;
  close(): Promise<void>;
}

export async function startMcp(args: string[], env: Record<string, string>): Promise<McpSession> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [path.join(projectRoot(), 'cli', 'bin.mjs'), 'mcp', ...args],
    env: { ...getDefaultEnvironment(), ...env },
    stderr: 'inherit',
  });
  await client.connect(transport);
  return {
    client,
    async call(name, given = {}) {
      const { content, isError = false } = await client.callTool({ name, arguments: given });
      const [{ text }] = content as [{ text: string }];
      return { text, isError: isError === true };
    },
    close: () => client.close(),
  };
}
