import { VestibuleError } from '../../domain/errors';
import type { JsonObject } from '../../domain/json';
import { begin } from '../../domain/session/advance';
import { NEWEST } from '../../domain/session/flags';
import type { Session, SessionStart } from '../../domain/session/session';
import { view } from '../../domain/session/view';
import type { PublishedSkill } from '../../kit/load';
import { newSessionId } from '../../security/ids';
import { preferredWait, readSession, settledAnswer, stateOf } from '../../service/settle';
import type { Tenant } from '../../store/store';
import { provenTenant } from '../http/client-auth';
import { allowOrigin } from '../http/cors';
import type { Action } from '../http/endpoint';
import { idempotently, sessionIdFor } from '../http/idempotency';

interface NewSession {
  client_id: string;
  client_app_key: string;
  skill: string;
  return_url?: string;
  reference?: string;
  locale?: string;
}
interface Creating {
  tenant: Tenant;
  idempotency_key?: string;
  skill: PublishedSkill;
  start: SessionStart;
  session: Session;
}
type Step = Action<Creating>;
const bodyOf = (call: { req: { body: unknown } }) => call.req.body as NewSession;

const identifyClient: Step = async (call) => {
  const { client_id, client_app_key } = bodyOf(call);
  call.tenant = await provenTenant(call.deps, client_id, client_app_key, 'app');
  allowOrigin(call.req, call.res, call.tenant);
};

const findSkill: Step = (call) => {
  const skill = listedSkill(call.deps.skills, call.tenant, bodyOf(call).skill);
  if (!skill) throw new VestibuleError('skill_not_found', 'This tenant has no such skill.');
  call.skill = skill;
};

const checkReturnUrl: Step = ({ req, tenant }) => {
  const { return_url } = bodyOf({ req });
  if (return_url === undefined || tenant.return_urls.includes(return_url)) return;
  const message = 'The return URL must be one of those that the tenant has registered, to the letter.';
  throw new VestibuleError('return_url_not_registered', message, {
    errors: [{ pointer: '/return_url', code: 'not_registered', message }],
  });
};

/**
 * The kernel is pure: what it begins with here is what the workflow will begin with, so the first answer needs no
 * worker.
 */
const beginSession: Step = (call) => {
  const { reference, locale, return_url } = bodyOf(call);
  const { skill, tenant, deps } = call;
  const input: JsonObject = {
    ...(reference === undefined ? {} : { reference }),
    ...(locale === undefined ? {} : { locale }),
  };
  call.start = {
    session_id: sessionIdFor(call) ?? newSessionId(),
    client_id: tenant.client_id,
    tenant: tenant.name,
    title: skill.definition.title,
    graph: skill.graph,
    input,
    ...(return_url === undefined ? {} : { return_url }),
    at: deps.clock(),
    ...NEWEST,
  };
  [call.session] = begin(call.start);
};

const startWorkflow: Step = ({ deps, start, session }) => deps.engine.start(start, session);

const answerCreated: Step = async (call) => {
  const { deps, session, start } = call;
  const headers = { Location: `/sessions/${session.session_id}` };
  if (session.waiting.kind === 'form') {
    call.answer = { status: 201, headers, body: await stateOf(deps, view(session)) };
    return;
  }
  const settled = await settledAnswer(call, start, await readSession(deps, start), preferredWait(call));
  call.answer = { ...settled, status: 201, headers };
};

/** `POST /sessions` */
export const createSession: Step[] = [
  identifyClient,
  idempotently('sessions', [findSkill, checkReturnUrl, beginSession, startWorkflow, answerCreated]),
];

/** A skill that the tenant registered and that this environment has; sandbox tenants never get a production skill. */
export function listedSkill(
  registry: { get(name: string): PublishedSkill | undefined },
  tenant: Tenant,
  name: string,
): PublishedSkill | undefined {
  const skill = tenant.skills.includes(name) ? registry.get(name) : undefined;
  return skill && (tenant.flavour === 'production' || skill.parsed.flavour === 'sandbox') ? skill : undefined;
}
