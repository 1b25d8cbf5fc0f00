import { VestibuleError } from './errors.js';
import { type Call, type CallOptions, type Http, segment } from './http.js';
import { compareStates } from './progress.js';
import type { Json, Operations, SessionState, UploadAnswer } from './types.js';
import { canBeRepeated, formExchange, type Progress, type Upload } from './upload.js';
import { isOver, watchStates } from './watch.js';

/** What proves possession of a session; keep it to go on after a reload. */
export interface SavedSession {
  session_id: string;
  nonce: string;
}

/** Options of a call that the API answers once the session has settled. */
export interface WaitOptions extends CallOptions {
  /** Seconds for which the answer may be held; 10 by default, 25 at most. */
  wait?: number | undefined;
}

export interface SubmitOptions extends WaitOptions {
  /** Fields of `next.kept` that stay as they were; leave them out of the data. */
  keep?: string[] | undefined;
}

export interface UploadOptions extends WaitOptions {
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Another step than the one at hand: the one just submitted. */
  stepId?: string | undefined;
}

const prefer = ({ wait = 10 }: WaitOptions) => ({ Prefer: `wait=${wait}` });

/** One session, as its app holds it: the state it is in, and the nonce that goes with it. */
export class Session {
  /** As the API said last. */
  state: SessionState;
  /** The last one that was issued. */
  nonce: string;
  /** How many states were taken: whether another one came meanwhile. */
  taken = 0;

  constructor(
    private readonly http: Http,
    private readonly clientId: string,
    state: SessionState,
    nonce = '',
  ) {
    this.state = state;
    this.nonce = state.nonce ?? nonce;
  }

  get id(): string {
    return this.state.session_id;
  }

  /** Whether it has ended, well or not. */
  get isOver(): boolean {
    return isOver(this.state);
  }

  /**
   * Submits the step at hand. A lost answer is asked for again: one nonce admits one submission.
   *
   * A nonce that expired while the user was away is renewed, if the step is still the same.
   *
   * @throws VestibuleError `step_data_invalid` with `errors`; `step_changed`, after which `state` is the fresh one
   */
  async submit(data: { [field: string]: Json }, options: SubmitOptions = {}): Promise<SessionState> {
    const asked = this.state.next.step_id;
    try {
      return await this.submitOnce(data, options);
    } catch (error) {
      if (!VestibuleError.isInstance(error) || error.code !== 'nonce_expired') throw error;
      const { next } = await this.refresh(options);
      if (next.step_id === undefined || next.step_id !== asked) throw error;
      return await this.submitOnce(data, options);
    }
  }

  private submitOnce(data: { [field: string]: Json }, options: SubmitOptions): Promise<SessionState> {
    const { skill, next } = this.state;
    const body: Operations['submitStep']['body'] = {
      client_id: this.clientId,
      nonce: this.nonce,
      skill,
      step: next.step ?? '',
      data,
      keep: options.keep,
    };
    return this.call({
      ...options,
      method: 'POST',
      path: '/steps',
      headers: prefer(options),
      body,
      isIdempotent: true,
    });
  }

  /**
   * Uploads files of the step at hand, all or none. What was there before stays.
   *
   * Files are sent again after a lost answer, which changes nothing; streams are not, for they can't be.
   */
  async upload(field: string, files: Upload | readonly Upload[], options: UploadOptions = {}): Promise<UploadAnswer> {
    const { stepId = this.state.next.step_id ?? this.state.step_id ?? '', onProgress } = options;
    const form = {
      fields: { client_id: this.clientId, nonce: this.nonce },
      field,
      files: Array.isArray(files) ? (files as Upload[]) : [files as Upload],
      onProgress,
    };
    const isRepeatable = canBeRepeated(form);
    const call: Call = {
      ...options,
      method: 'POST',
      path: this.path(`/steps/${segment(stepId)}/upload`),
      headers: prefer(options),
      isIdempotent: isRepeatable,
      ...(isRepeatable ? {} : { maxRetries: 0 }),
      timeout: options.timeout ?? 600_000,
    };
    const exchange = await formExchange(form, this.http.fetch);
    return this.taking(async () => JSON.parse((await this.http.attempt(call, exchange)).text) as UploadAnswer);
  }

  /** Takes a file back, until the step is complete. */
  removeUpload(uploadId: string, options: UploadOptions = {}): Promise<SessionState> {
    const { stepId = this.state.next.step_id ?? this.state.step_id ?? '' } = options;
    const path = `/steps/${segment(stepId)}/upload/${segment(uploadId)}`;
    return this.call({ ...options, method: 'DELETE', path, headers: { ...prefer(options), ...this.bearer } });
  }

  /** Reads the session anew, with a fresh nonce if it waits for its user. `wait`: until its status changes. */
  refresh({ wait, ...options }: WaitOptions = {}): Promise<SessionState> {
    return this.call({ ...options, method: 'GET', path: '', query: { wait }, headers: this.bearer });
  }

  /** The state at once, and each later one until the session is over, however often the line breaks. */
  watch(options: Pick<CallOptions, 'signal'> = {}): AsyncGenerator<SessionState, void, undefined> {
    return watchStates(this.http, this, options.signal);
  }

  /** Waits until the session needs its user, or is over: while a bank or a review is at work. */
  async untilSettled({ signal }: Pick<CallOptions, 'signal'> = {}): Promise<SessionState> {
    for await (const state of this.watch({ signal })) if (state.status !== 'PROCESSING') return state;
    return this.state;
  }

  /**
   * Cancels, and waits until nothing of the session can happen any more at its bank.
   *
   * @throws VestibuleError `session_completed` if it came too late
   */
  async cancel(options: WaitOptions = {}): Promise<SessionState> {
    const headers = { ...prefer(options), ...this.bearer };
    const state = await this.call({ ...options, method: 'DELETE', path: '', headers });
    return state.status === 'PROCESSING' ? this.untilSettled(options) : state;
  }

  /** For storage: `client.resume(saved)` goes on from it. It is as secret as the session. */
  toJSON(): SavedSession {
    return { session_id: this.id, nonce: this.nonce };
  }

  /** The API's path of this session. */
  path(below = ''): string {
    return `/sessions/${segment(this.id)}${below}`;
  }

  get bearer(): { Authorization: string } {
    return { Authorization: `Bearer ${this.nonce}` };
  }

  /**
   * Keeps a state that the API told, unless a later one has come since it was asked for.
   *
   * @param since `taken` when it was asked for
   */
  take<S extends SessionState>(state: S, since = this.taken): S {
    if (since !== this.taken && compareStates(state, this.state) < 0) return state;
    this.taken += 1;
    this.state = state;
    this.nonce = state.nonce ?? this.nonce;
    return state;
  }

  private call(call: Call): Promise<SessionState> {
    return this.taking(() => this.http.json<SessionState>({ ...call, path: this.path(call.path) }));
  }

  /** A refusal that tells how the session is now is heard, too. */
  private async taking<S extends SessionState>(calling: () => Promise<S>): Promise<S> {
    const since = this.taken;
    try {
      return this.take(await calling(), since);
    } catch (error) {
      if (VestibuleError.isInstance(error) && error.problem.session) this.take(error.problem.session, since);
      throw error;
    }
  }
}
