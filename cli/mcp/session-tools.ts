import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../runtime/paths';
import type { Session, SessionState } from '../../sdk/src/client';
import { VestibuleError, type WebhookEvent } from '../../sdk/src/server';
import { explained, waiting } from './explain';
import type { McpTenant } from './tenant';
import { type Tool, tool } from './tool';
import { ToolError } from './words';

const ID = z.uuid().describe('The session_id');
/** Seconds for which a call is held while a bank is at work. */
const WAIT = 20;
/** Events of a tenant that are looked through for those of one session. */
const SEARCHED = 3_000;

/** Sandbox sessions, driven and explained. */
export const sessionTools = (tenant: McpTenant): Tool[] => [
  tool(
    {
      name: 'explain_session',
      title: 'Explain a session',
      description:
        'Says in words where a session of this tenant stands, what it waits for, and what has happened: phases, ' +
        'reminders, events. Tells names of fields, and no values.',
    },
    { session_id: ID },
    async ({ session_id }) => {
      const { server } = tenant;
      const state = await server.sessions.get(session_id);
      return explained(state, await eventsOf(tenant, state));
    },
  ),
  tool(
    {
      name: 'start_sandbox_session',
      title: 'Start a sandbox session',
      description:
        'Starts a session of a skill, at the sandbox. Answers its first step with the schema of its data. Test users ' +
        'are in the documentation; user_embedded needs no browser (password sandbox, code 123456).',
      writes: true,
    },
    {
      skill: z.string().min(1).max(100).describe('As list_skills names it: xyz_aisp_sbx_#1.0'),
      reference: z.string().max(64).optional().describe('Your own name for it; nothing personal'),
      locale: z.string().max(35).optional().describe('en, de, ro …'),
    },
    async ({ skill, reference, locale }) => {
      const given = { ...(reference ? { reference } : {}), ...(locale ? { locale } : {}) };
      return at(tenant.hold(await tenant.client.start(skill, given)).state);
    },
  ),
  tool(
    {
      name: 'submit_step',
      title: 'Submit the step at hand',
      description: 'Submits data for the step that a sandbox session waits for. Answers the step to come.',
      writes: true,
    },
    {
      session_id: ID,
      data: z.record(z.string(), z.json()).describe('By the schema of the step at hand'),
      keep: z.array(z.string()).max(100).optional().describe('Confidential fields that stay as they were'),
    },
    async ({ session_id, data, keep }) => {
      const session = await tenant.session(session_id);
      if (session.state.next.kind !== 'form') throw new ToolError(`Nothing can be submitted now: ${where(session)}`);
      return at(await session.submit(data, { wait: WAIT, ...(keep ? { keep } : {}) }));
    },
  ),
  tool(
    {
      name: 'upload_sample',
      title: 'Upload a sample file',
      description: 'Uploads a sample document of the sandbox for a field of the step at hand.',
      writes: true,
    },
    { session_id: ID, field: z.string().min(1).max(64).describe('A field of next.uploads') },
    async ({ session_id, field }) => {
      const session = await tenant.session(session_id);
      const wanted = session.state.next.uploads?.find((upload) => upload.field === field);
      if (!wanted) throw new ToolError(`There is no upload field '${field}' now: ${where(session)}`);
      return at(await session.upload(field, sampleOf(wanted.media_types), { wait: WAIT }));
    },
  ),
  tool(
    {
      name: 'advance_time',
      title: 'Have time pass',
      description: 'Makes a sandbox session older. Its time limits pass, and what happens at them happens for real.',
      writes: true,
    },
    { session_id: ID, by: z.string().max(32).describe('ISO 8601 duration: PT15M, P14D') },
    async ({ session_id, by }) => at(await tenant.server.sandbox.advance(session_id, by)),
  ),
  tool(
    {
      name: 'cancel_session',
      title: 'Cancel a session',
      description: 'Cancels a sandbox session. What it had begun at the bank is undone.',
      writes: true,
    },
    { session_id: ID },
    async ({ session_id }) => at(await tenant.server.sessions.cancel(session_id, { wait: WAIT })),
  ),
];

/** A state as the assistant gets it: what to do next in words, then what is needed to do it. */
function at({ session_id, skill, status, next, reason, output }: SessionState): object {
  const todo = status === 'PROCESSING' ? 'Ask explain_session in a while.' : undefined;
  return { session_id, skill, status, waits_for: waiting(next), todo, next, reason, output };
}

const where = ({ state }: Session): string => `it is ${state.status}, and waits until ${waiting(state.next)}`;

/** The events of a session, or nothing where the API lists none. */
async function eventsOf(
  { server }: McpTenant,
  { session_id, phases }: SessionState,
): Promise<WebhookEvent[] | undefined> {
  const found: WebhookEvent[] = [];
  let seen = 0;
  const begun = phases[0]?.at;
  try {
    for await (const event of server.events.list({ limit: 1_000, ...(begun ? { since: begun } : {}) })) {
      if (event.data.session_id === session_id) found.push(event);
      seen += 1;
      if (seen >= SEARCHED) break;
    }
    return found;
  } catch (error) {
    if (VestibuleError.isInstance(error) && error.code === 'not_found') return undefined;
    throw error;
  }
}

const SAMPLES: Record<string, string> = {
  'image/jpeg': 'selfie.jpg',
  'application/pdf': 'passport.pdf',
};

function sampleOf(mediaTypes: readonly string[]): { content: Uint8Array; filename: string } {
  const filename = mediaTypes.map((type) => SAMPLES[type]).find((name) => name !== undefined);
  if (filename === undefined) throw new ToolError(`There is no sample of ${mediaTypes.join(' or ')}.`);
  return { content: readFileSync(path.join(projectRoot(), 'sandbox', 'documents', filename)), filename };
}
