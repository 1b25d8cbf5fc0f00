import { VestibuleError } from '../../domain/errors';
import { dataSchema, uploadFields } from '../../domain/skill/ask';
import type { PublishedSkill } from '../../kit/load';
import { samplePayload } from '../../kit/sample';
import type { Tenant } from '../../store/store';
import { tenantOf } from '../http/client-auth';
import { allowOrigin } from '../http/cors';
import type { Action } from '../http/endpoint';
import { listedSkill } from './sessions';

interface Browsing {
  tenant: Tenant;
  listed: PublishedSkill[];
  skill: PublishedSkill;
}
type Step = Action<Browsing>;

const PAGE = 50;

const identifyClient: Step = async (call) => {
  call.tenant = await tenantOf(call.deps, String(call.req.query.client_id));
  allowOrigin(call.req, call.res, call.tenant);
};

const listRegistered: Step = (call) => {
  const { deps, tenant, req } = call;
  const { type, provider, flavour } = req.query;
  call.listed = tenant.skills
    .flatMap((name) => listedSkill(deps.skills, tenant, name) ?? [])
    .filter(({ parsed }) => (type ?? parsed.type) === parsed.type)
    .filter(({ parsed }) => (provider ?? parsed.provider) === parsed.provider)
    .filter(({ parsed }) => (flavour ?? parsed.flavour) === parsed.flavour)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** A cursor names the last skill of the page before, so a skill that comes or goes moves no other. */
const answerPage: Step = (call) => {
  const { limit, cursor } = call.req.query;
  const after = cursor === undefined ? '' : readCursor(String(cursor));
  const rest = call.listed.filter(({ name }) => name > after);
  const page = rest.slice(0, Number(limit ?? PAGE));
  const has_more = page.length < rest.length;
  const next_cursor = has_more ? Buffer.from(page.at(-1)?.name ?? '').toString('base64url') : null;
  call.answer = { status: 200, body: { data: page.map(summarise), has_more, next_cursor } };
};

function readCursor(cursor: string): string {
  const name = Buffer.from(cursor, 'base64url').toString('utf8');
  if (Buffer.from(name).toString('base64url') === cursor) return name;
  const message = 'The cursor is not one that this list gave out.';
  throw new VestibuleError('request_invalid', message, {
    errors: [{ pointer: 'query/cursor', code: 'cursor', message }],
  });
}

const findSkill: Step = (call) => {
  const skill = listedSkill(call.deps.skills, call.tenant, String(call.req.params.skill));
  if (!skill) throw new VestibuleError('skill_not_found', 'This tenant has no such skill.');
  call.skill = skill;
};

const answerSkill: Step = (call) => {
  call.answer = { status: 200, body: { ...summarise(call.skill), steps: describeSteps(call.skill) } };
};

const summarise = ({ name, parsed, definition }: PublishedSkill) => ({
  skill: name,
  title: definition.title,
  description: definition.description ?? definition.title,
  provider: parsed.provider,
  type: parsed.type,
  flavour: parsed.flavour,
  version: parsed.version,
});

/**
 * The steps at which the user submits something, in the order of the definition. Where the bank asks is the bank's to
 * say.
 */
function describeSteps({ definition }: PublishedSkill) {
  return Object.entries(definition.steps).flatMap(([step, body]) => {
    if (!('ask' in body)) return [];
    const schema = dataSchema(body.ask);
    const uploads = uploadFields(body.ask);
    return [{ step, title: body.title ?? step, schema, uploads, sample: samplePayload(schema) }];
  });
}

/** `GET /catalog` */
export const listSkills: Step[] = [identifyClient, listRegistered, answerPage];
/** `GET /catalog/{skill}` */
export const describeSkill: Step[] = [identifyClient, findSkill, answerSkill];
