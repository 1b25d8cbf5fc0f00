import { McpTenant } from '../mcp/tenant';
import { allTools } from '../mcp/tools';
import { code, table } from './markdown';

/** The tools of `vestibule mcp`. */
export const toolTable = (): string =>
  table(
    ['tool', 'what it does', 'with'],
    allTools({ sections: [], pages: new Map() }, new McpTenant({})).map(({ name, description, writes }) => [
      code(name),
      description,
      writes ? '`--write`' : '',
    ]),
  );
