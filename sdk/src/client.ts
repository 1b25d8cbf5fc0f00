import { type ApiOptions, type CallOptions, Http, segment } from './http.js';
import { asMembers, type Options } from './naming.js';
import { newKey } from './retry.js';
import { type SavedSession, Session, type WaitOptions } from './session.js';
import type { Operations, SessionState, Skill, SkillSummary } from './types.js';

export { type ErrorCode, type InputFault, NetworkError, TimeoutError, VestibuleError } from './errors.js';
export type { CallOptions } from './http.js';
export type { ByteStream } from './multipart.js';
export { type SavedSession, Session, type SubmitOptions, type UploadOptions, type WaitOptions } from './session.js';
export type * from './types.js';
export type { Progress, Upload } from './upload.js';
export { isOver } from './watch.js';

export interface ClientOptions extends ApiOptions {
  clientId: string;
  /** `client_app_key`: it may be in an app, it only starts sessions. */
  appKey: string;
}

type Started = Omit<Operations['createSession']['body'], 'client_id' | 'client_app_key' | 'skill'>;
/** `reference`, `locale`, `returnUrl`, as `POST /sessions` has them. */
export type StartOptions = Options<Started> & WaitOptions;

/** `type`, `provider`, `product`, `flavour`. */
export type SkillFilter = Omit<Operations['listSkills']['query'], 'client_id' | 'cursor'>;

/** The client half: for an app in a browser or on a phone, and for Node. It knows nothing secret. */
export function createClient(options: ClientOptions) {
  const http = new Http(options);
  const { clientId, appKey } = options;

  return {
    /** Starts a session of a skill. A lost answer is asked for again under the same key: no second session begins. */
    async start(skill: string, options: StartOptions = {}): Promise<Session> {
      const { signal, timeout, maxRetries, wait, ...members } = options;
      const state = await http.json<SessionState>({
        ...{ signal, timeout, maxRetries },
        method: 'POST',
        path: '/sessions',
        headers: { 'Idempotency-Key': newKey(), Prefer: wait === undefined ? undefined : `wait=${wait}` },
        body: { client_id: clientId, client_app_key: appKey, skill, ...asMembers(members) },
        isIdempotent: true,
      });
      return new Session(http, clientId, state);
    },

    /** Goes on with a session: `resume(saved)` or `resume(sessionId, nonce)`. Any nonce that it issued will do. */
    async resume(saved: SavedSession | string, nonce = '', options: CallOptions = {}): Promise<Session> {
      const { session_id, nonce: held } = typeof saved === 'string' ? { session_id: saved, nonce } : saved;
      const call = { method: 'GET', path: `/sessions/${segment(session_id)}`, ...options } as const;
      const state = await http.json<SessionState>({ ...call, headers: { Authorization: `Bearer ${held}` } });
      return new Session(http, clientId, state, held);
    },

    /** The skills that this tenant may start, page by page as you go. */
    async *skills(filter: SkillFilter = {}, options: CallOptions = {}): AsyncGenerator<SkillSummary, void, undefined> {
      let cursor: string | undefined;
      do {
        const query = { client_id: clientId, ...filter, cursor };
        const page = await http.json<Operations['listSkills']['answer']>({
          ...options,
          method: 'GET',
          path: '/catalog',
          query,
        });
        yield* page.data;
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
    },

    /** One skill, with the steps that its user meets. */
    skill(name: string, options: CallOptions = {}): Promise<Skill> {
      return http.json({
        ...options,
        method: 'GET',
        path: `/catalog/${segment(name)}`,
        query: { client_id: clientId },
      });
    },
  };
}

export type Client = ReturnType<typeof createClient>;
