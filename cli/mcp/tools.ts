import type { Docs } from '../../service/docs/docs';
import { docsTools } from './docs-tools';
import { eventTools } from './event-tools';
import { sessionTools } from './session-tools';
import { skillTools } from './skill-tools';
import type { McpTenant } from './tenant';
import type { Tool } from './tool';

/** Every tool, those that change something included. */
export const allTools = (docs: Docs, tenant: McpTenant): Tool[] =>
  [docsTools(docs), skillTools(tenant), sessionTools(tenant), eventTools(tenant)].flat();
