import type { JsonObject } from '../domain/json';
import type { NextView, SessionView, UploadProgress } from '../domain/session/session';
import { dataSchema } from '../domain/skill/ask';
import type { Schema, SkillDefinition } from '../domain/skill/skill';
import { stepId } from '../security/ids';
import type { Tokens } from '../security/tokens';
import { challengeSchema } from './forms';

type Next =
  | {
      kind: 'form';
      step: string;
      step_id: string;
      title?: string;
      schema: Schema;
      show?: JsonObject;
      uploads?: UploadProgress[];
      message?: string;
      expires_at?: string;
    }
  | { kind: 'upload'; step: string; step_id: string; title?: string; uploads: UploadProgress[]; expires_at?: string }
  | { kind: 'redirect'; step: string; title?: string; url: string; expires_at?: string }
  | { kind: 'decoupled'; step: string; title?: string; message: string; expires_at?: string }
  | { kind: 'wait'; step?: string; title?: string; for?: 'bank' | 'review'; message?: string; expires_at?: string }
  | { kind: 'none' };

/** The one shape that every session call answers with. */
export interface SessionState {
  session_id: string;
  skill: string;
  status: SessionView['status'];
  step_id?: string;
  nonce?: string;
  nonce_expires_at?: string;
  expires_at?: string;
  next: Next;
  phases: { status: string; step: string; at: string }[];
  reason?: { code: string; message: string };
  output?: JsonObject;
  temp_token?: string;
}

/** What a state is made of beside the view. */
export interface Rendering {
  tokens: Tokens;
  /** ms since the epoch. */
  now: number;
  /** Titles and schemas; without it (the definition is lost) a form can't be shown. */
  definition: SkillDefinition | undefined;
  /** The credentials are there and nobody has exchanged them. */
  isExchangeable?: boolean;
}

export const rfc3339 = (at: number): string => new Date(at).toISOString();

/** Renders what the workflow tells as what the client is told. Pure but for the tokens' signatures. */
export function renderState(view: SessionView, rendering: Rendering): SessionState {
  const { reason, output, last } = view;
  return {
    session_id: view.session_id,
    skill: view.skill,
    status: view.status,
    ...(last ? { step_id: stepId(view.session_id, last.seq) } : {}),
    ...nonceFor(view, rendering),
    expires_at: rfc3339(view.expires_at),
    next: renderNext(view, rendering),
    phases: view.phases.map(({ status, step, at }) => ({ status, step, at: rfc3339(at) })),
    ...(reason ? { reason } : {}),
    ...(output ? { output } : {}),
    ...tempTokenFor(view, rendering),
  };
}

/** While the engine holds a submission that no worker has looked at yet, this is all that is known. */
export function renderProcessing(
  claims: { session_id: string; skill: string },
  seq: number,
  known?: SessionView,
): SessionState {
  return {
    session_id: claims.session_id,
    skill: claims.skill,
    status: 'PROCESSING',
    step_id: stepId(claims.session_id, seq),
    ...(known ? { expires_at: rfc3339(known.expires_at) } : {}),
    next: { kind: 'wait' },
    phases: (known?.phases ?? []).map(({ status, step, at }) => ({ status, step, at: rfc3339(at) })),
  };
}

const AWAITED = new Set(['SESSION_CREATED', 'AWAITING_STEP', 'AWAITING_UPLOAD', 'AWAITING_USER']);

/**
 * A session that waits for its user hands out the nonce of the next submission. It names the step; while files are
 * awaited, the step that they belong to, and no form, for what comes after them is not known yet.
 */
function nonceFor(view: SessionView, { tokens, now }: Rendering): { nonce: string; nonce_expires_at: string } | object {
  const { next } = view;
  if (!AWAITED.has(view.status) || next.kind === 'none' || next.kind === 'wait') return {};
  const { session_id, client_id, skill, digest, seq } = view;
  const step = next.kind === 'form' || next.kind === 'upload' ? { step: next.step } : {};
  const form = next.kind === 'form' ? { form: next.form } : {};
  const { token, expires_at } = tokens.nonce.issue(
    { session_id, client_id, skill, digest, seq, ...step, ...form },
    { now },
  );
  return { nonce: token, nonce_expires_at: rfc3339(expires_at) };
}

function tempTokenFor(view: SessionView, { tokens, now, isExchangeable }: Rendering): { temp_token: string } | object {
  if (view.status !== 'COMPLETED' || view.credentials_id === undefined || !isExchangeable) return {};
  const { session_id, client_id, credentials_id, skill } = view;
  return { temp_token: tokens.tempToken.issue({ session_id, client_id, credentials_id, skill }, { now }).token };
}

/** ms that a bank may take before its user is told. */
const LONG = 15_000;
const BANK_SLOW =
  'Your bank does not answer at the moment. Nothing is lost: this goes on by itself once it does, and you may come back later.';
const isLong = ({ phases }: SessionView, now: number): boolean => now - (phases.at(-1)?.at ?? now) > LONG;

function renderNext(view: SessionView, { definition, now }: Rendering): Next {
  const { next, session_id } = view;
  if (next.kind === 'none') return { kind: 'none' };
  const step = definition?.steps[next.step];
  const title = step?.title === undefined ? {} : { title: step.title };
  const until = next.expires_at === undefined ? {} : { expires_at: rfc3339(next.expires_at) };
  if (next.kind === 'form') {
    const schema =
      next.form === 'data'
        ? step && 'ask' in step
          ? dataSchema(step.ask)
          : {}
        : challengeSchema(next.form, next.choices);
    return {
      kind: 'form',
      step: next.step,
      step_id: stepId(session_id, next.seq),
      ...title,
      schema,
      ...extras(next),
      ...until,
    };
  }
  if (next.kind === 'upload')
    return {
      kind: 'upload',
      step: next.step,
      step_id: stepId(session_id, next.seq),
      ...title,
      uploads: next.uploads,
      ...until,
    };
  if (next.kind === 'redirect') return { kind: 'redirect', step: next.step, ...title, url: next.url, ...until };
  if (next.kind === 'decoupled')
    return { kind: 'decoupled', step: next.step, ...title, message: next.message, ...until };
  const message = next.for === 'bank' && isLong(view, now) ? { message: BANK_SLOW } : {};
  return { kind: 'wait', step: next.step, ...title, for: next.for, ...message, ...until };
}

const extras = ({ show, uploads, message }: Extract<NextView, { kind: 'form' }>) => ({
  ...(show ? { show } : {}),
  ...(uploads && uploads.length > 0 ? { uploads } : {}),
  ...(message === undefined ? {} : { message }),
});
