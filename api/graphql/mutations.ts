import type { Json, JsonObject } from '../../domain/json';
import { revokeCredentials } from '../../service/credentials';
import { type IdempotentRequest, idempotentRequest, performOnce } from '../../service/idempotency';
import type { SettledState } from '../../service/session-state';
import { cancelSession, createSession, type SessionRequest } from '../../service/sessions';
import { submitStep } from '../../service/submissions';
import { exchangeToken } from '../../service/token-exchange';
import { proveTenant } from '../http/caller';
import * as other from '../openapi/other-paths';
import * as session from '../openapi/session-paths';
import { bodyOf, parametersOf } from './arguments';
import type { Builder } from './builder';
import type { GraphContext } from './context';
import type { RestTypes } from './rest-types';

/** Seconds that a mutation is held: where the caller doesn't say, of a cancellation, and at most. */
const [WAIT, CANCEL_WAIT, MAX_WAIT] = [3, 25, 25];
const ms = (seconds: number | null | undefined, fallback: number): number =>
  Math.min(Math.max(seconds ?? fallback, 0), MAX_WAIT) * 1000;
const WAIT_TEXT = 'Hold the answer for at most so many seconds; 3 by default, at most 25.';
const KEY_TEXT = 'Kept for 24 h, together with those of REST: the same key with the same input replays the answer.';

/** Performs a request once for each key, as REST does with `Idempotency-Key`. */
async function once<T>(
  { services, caller }: GraphContext,
  operation: string,
  key: string | null | undefined,
  body: JsonObject,
  status: number,
  perform: (request?: IdempotentRequest) => Promise<T>,
): Promise<T> {
  if (key == null) return perform();
  const request = idempotentRequest(services, operation, caller.tenant.client_id, key, body);
  const answer = await performOnce(services, request, async () => ({
    status,
    headers: {},
    body: (await perform(request)) as Json,
  }));
  return answer.body as T;
}

/** The mutations of the session protocol. Files are uploaded over REST, to `next.uploadUrl`. */
export function addMutations(builder: Builder, types: RestTypes): void {
  const settled = builder.objectRef<SettledState>('SessionPayload').implement({
    description: 'What became of a session.',
    fields: (t) => ({
      session: t.field({ type: types.SessionState, nullable: false, resolve: ({ state }) => state }),
      settled: t.exposeBoolean('settled', {
        nullable: false,
        description: 'Whether the session has settled on what it needs next. If not, follow it.',
      }),
    }),
  });
  const inputs = inputTypes(builder);

  builder.mutationFields((t) => ({
    createSession: t.field({
      type: types.SessionState,
      description: 'Starts a session. The answer has the nonce of its first step.',
      args: { input: t.arg({ type: inputs.create, required: true }) },
      resolve: async (_root, { input: { idempotencyKey, wait, ...input } }, context) => {
        const { client_id } = context.server();
        const body = bodyOf<SessionRequest & { client_app_key: string }>(session.createSession, {
          ...input,
          clientId: client_id,
        });
        // It counts each session, as over REST.
        const tenant = await proveTenant(context.exchange, client_id, body.client_app_key, 'app');
        return once(context, 'sessions', idempotencyKey, body as never, 201, (request) =>
          createSession(context.services, tenant, body, context.wait(ms(wait, WAIT)), request),
        );
      },
    }),
    submitStep: t.field({
      type: settled,
      description: 'Submits a step under the nonce that came with it. The same submission again has the same outcome.',
      args: { input: t.arg({ type: inputs.submit, required: true }) },
      resolve: (_root, { input: { sessionId, wait, ...input } }, context) => {
        const { client_id } = context.caller.tenant;
        const body = bodyOf<Submission>(session.submitStep, { ...input, clientId: client_id });
        context.count();
        const { nonce, skill, step, data, keep } = body;
        const { address, userAgent } = context.headers;
        return submitStep(context.services, {
          ref: { client_id, session_id: sessionId },
          nonce,
          skill,
          step,
          data,
          ...(keep === undefined ? {} : { keep }),
          psu: { ip_address: address, ...(userAgent === undefined ? {} : { user_agent: userAgent }) },
          wait: context.wait(ms(wait, WAIT)),
        });
      },
    }),
    cancelSession: t.field({
      type: settled,
      description: 'Cancels a session. What it had begun at the bank is undone first.',
      args: { input: t.arg({ type: inputs.cancel, required: true }) },
      resolve: (_root, { input: { sessionId, wait } }, context) => {
        context.count();
        return cancelSession(context.services, context.holder(sessionId), context.wait(ms(wait, CANCEL_WAIT)));
      },
    }),
    exchangeToken: t.field({
      type: types.Token,
      description: 'Exchanges a temp token, once. Keep the pair: it is told only now.',
      args: { input: t.arg({ type: inputs.exchange, required: true }) },
      resolve: (_root, { input: { idempotencyKey, ...input } }, context) => {
        const tenant = context.server();
        const body = bodyOf<{ temp_token: string }>(other.exchangeToken, input);
        context.count();
        return once(context, 'token', idempotencyKey, body, 200, (request) =>
          exchangeToken(context.services, tenant, body.temp_token, request),
        );
      },
    }),
    revokeCredentials: t.field({
      type: types.Credentials,
      description: 'Revokes credentials, at the bank too. Without a pair: those that the headers name.',
      args: { input: t.arg({ type: inputs.revoke }) },
      resolve: async (_root, { input }, context) => {
        const { credentials_id } = parametersOf<{ credentials_id?: string }>(other.revokeCredentials, {
          credentialsId: input?.credentialsId,
        });
        const claim = context.claim(credentials_id, input?.accessToken);
        context.count();
        return { ...(await revokeCredentials(context.services, claim)), claim };
      },
    }),
  }));
}

interface Submission {
  nonce: string;
  skill: string;
  step: string;
  data: JsonObject;
  keep?: string[];
}

function inputTypes(builder: Builder) {
  return {
    create: builder.inputType('CreateSessionInput', {
      fields: (t) => ({
        clientAppKey: t.field({ type: 'Secret', required: true }),
        skill: t.string({ required: true }),
        returnUrl: t.string({ description: 'One of the tenant’s registered URLs, to the letter.' }),
        reference: t.string({ description: 'The tenant’s own name for the session. No personal data.' }),
        locale: t.string({ description: 'The user’s language (BCP 47).' }),
        idempotencyKey: t.string({ description: KEY_TEXT }),
        wait: t.int({ description: WAIT_TEXT }),
      }),
    }),
    submit: builder.inputType('SubmitStepInput', {
      fields: (t) => ({
        sessionId: t.id({ required: true }),
        nonce: t.field({ type: 'Secret', required: true }),
        skill: t.string({ required: true }),
        step: t.string({ required: true }),
        data: t.field({ type: 'JSON', required: true, description: 'As the step’s schema says.' }),
        keep: t.stringList({ description: 'Fields of `next.kept` that stay as they were.' }),
        wait: t.int({ description: WAIT_TEXT }),
      }),
    }),
    cancel: builder.inputType('CancelSessionInput', {
      fields: (t) => ({
        sessionId: t.id({ required: true }),
        wait: t.int({ description: 'Seconds; 25 by default and at most.' }),
      }),
    }),
    exchange: builder.inputType('ExchangeTokenInput', {
      fields: (t) => ({
        tempToken: t.field({ type: 'Secret', required: true }),
        idempotencyKey: t.string({ description: KEY_TEXT }),
      }),
    }),
    revoke: builder.inputType('RevokeCredentialsInput', {
      fields: (t) => ({
        credentialsId: t.id({ required: true }),
        accessToken: t.field({ type: 'Secret', required: true }),
      }),
    }),
  };
}
