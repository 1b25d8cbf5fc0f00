import { Webhook } from 'standardwebhooks';
import { VestibuleError } from '../../domain/errors';
import type { Json } from '../../domain/json';
import type { EventSpec } from '../../domain/skill/catalog';
import { parseSkillName } from '../../domain/skill/skill';
import type { CallbackClaims } from '../../security/tokens';
import type { About, SessionRef } from '../../service/engine/engine';
import { isSettled } from '../../service/engine/watchers';
import { compileCheck } from '../../service/schema-check';
import { departure } from '../../service/settle';
import { rawBody } from '../http/body';
import { type Action, header, sendJson } from '../http/endpoint';
import { returnPage } from './return-page';

interface Returning {
  claims: CallbackClaims;
  ref: SessionRef;
  about: About;
  status: string;
}
interface Reporting extends Returning {
  event: { spec: EventSpec; catalog: string };
}
type Step<S extends Returning = Returning> = Action<S>;

/** ms: how long a browser may be held until the session has taken note of its return. */
const PATIENCE = 2_000;

/**
 * The handle is signed: whoever holds it was given it. It outlives the step; whether it still means anything, the
 * session says.
 */
const openHandle: Step = async (call) => {
  const { deps, req } = call;
  const checked = deps.tokens.callback.check(String(req.params.handle ?? req.params.state), deps.clock());
  if (!('claims' in checked)) throw unknownHandle();
  call.claims = checked.claims;
  call.ref = { client_id: checked.claims.client_id, session_id: checked.claims.session_id };
};
const unknownHandle = () => new VestibuleError('not_found', 'There is no such callback.');

const findSession: Step = async (call) => {
  const about = await call.deps.engine.about(call.ref);
  if (!about) throw unknownHandle();
  call.about = about;
};

/**
 * The way back proves nothing: what became of the authorisation, the session asks the bank. So a repeat is harmless.
 */
const tellReturn = (way: 'ok' | 'nok'): Step =>
  async function tellSession({ deps, ref, req, claims: { step, visit } }) {
    const query = broughtBack(req.query);
    const sealed = query && { query: deps.sealer.seal(query, ref.session_id) };
    await deps.engine.callback(ref, { kind: 'return', step, visit, way, ...sealed });
    deps.watchers.nudge(ref);
  };

/** Characters of all that a bank may add to the way back; a code has some hundred, an authorisation response too. */
const MAX_QUERY = 6_000;
/** What the bank added to the way back: texts, each once. Nothing where there is none, or more than any bank adds. */
function broughtBack(query: Record<string, unknown>): Record<string, string> | undefined {
  const texts = Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const length = texts.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return texts.length === 0 || length > MAX_QUERY ? undefined : Object.fromEntries(texts);
}

const learnStatus: Step = async (call) => {
  const { deps, ref } = call;
  call.status = 'PROCESSING';
  try {
    const answer = await deps.engine.query(ref, {}, PATIENCE);
    if (answer)
      call.status = (await deps.watchers.until(ref, answer.view, isSettled, PATIENCE, departure(call))).status;
  } catch {
    // Without a worker the user is sent back all the same; the client asks for the state itself.
  }
};

const sendUserBack: Step = ({ about, ref, status, req, res }) => {
  if (about.return_url !== undefined) {
    const target = new URL(about.return_url);
    target.searchParams.set('session_id', ref.session_id);
    target.searchParams.set('status', status);
    res.redirect(302, target.href);
    return;
  }
  if (req.accepts(['html', 'json']) === 'json') sendJson(res, 200, { session_id: ref.session_id, status });
  else returnPage(res);
};

/** `GET /callbacks/{state}/ok` and `/nok` */
export const returnFromBank = (way: 'ok' | 'nok'): Step[] => [
  openHandle,
  findSession,
  tellReturn(way),
  learnStatus,
  sendUserBack,
];

const checkSignature: Step = ({ deps, req, about }) => {
  const name = parseSkillName(about.skill);
  const secret = name && deps.webhookSecret(name.provider, name.flavour);
  const headers = Object.fromEntries(
    ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((key) => [key, header(req, key) ?? '']),
  );
  try {
    if (secret === undefined) throw new Error('no secret is bound');
    new Webhook(secret).verify(rawBody(req), headers);
  } catch (cause) {
    throw new VestibuleError(
      'signature_invalid',
      'The signature does not fit the body, or it is more than five minutes old.',
      { cause },
    );
  }
};

const findEvent: Step<Reporting> = async (call) => {
  const { deps, about, claims } = call;
  const definition = await deps.forms.definition(about.skill, about.digest);
  const step = definition?.steps[claims.step];
  const spec =
    definition && step && 'await' in step ? deps.catalogs[definition.catalog]?.events[step.await] : undefined;
  if (!spec) throw unknownHandle();
  call.event = { spec, catalog: String(definition?.catalog) };
};

const checks = new WeakMap<EventSpec, ReturnType<typeof compileCheck>>();
const checkPayload: Step<Reporting> = ({ req, event: { spec } }) => {
  const check = checks.get(spec) ?? compileCheck(spec.payload);
  checks.set(spec, check);
  const errors = check(req.body as Json);
  if (errors.length > 0)
    throw new VestibuleError('request_invalid', 'The report does not have the agreed shape.', { errors });
};

/**
 * A report that comes early is kept by the session, a repeated one dropped; one for a session that is over has no
 * effect.
 */
const tellReport: Step<Reporting> = async ({ deps, ref, claims: { step, visit }, req, event }) => {
  const payload = deps.sealer.sealMarked(event.spec.payload, req.body as Json, ref.session_id);
  await deps.engine.callback(ref, {
    kind: 'event',
    step,
    visit,
    id: String(header(req, 'webhook-id')).slice(0, 128),
    payload,
  });
  deps.watchers.nudge(ref);
};

const acknowledge: Step<Reporting> = (call) => {
  call.answer = { status: 200, body: { received: true } };
};

/** `POST /callbacks/{handle}` */
export const receiveReport: Step<Reporting>[] = [
  openHandle,
  findSession,
  checkSignature,
  findEvent,
  checkPayload,
  tellReport,
  acknowledge,
];
