import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Json, JsonObject } from '../../../domain/json';
import type { SessionState } from '../../../service/session-state';
import { App, type DemoAccess, type Reply } from '../../tour/app';
import { SkillToolError } from '../io';
import { type DraftBody, named, previewName } from './draft';

/** A refusal of the API: its code, its sentence, and what is wrong where. */
export interface Refusal {
  code: string;
  detail: string;
  errors: { pointer: string; code: string; message: string; line?: number; column?: number }[];
}

/** The draft as it is kept, or why it is not. */
export type SentDraft = { skill: string; mocked: string[] } | { refusal: Refusal };

/** s that an act may be held until the session has settled. One that waits for a partner does not. */
const HELD = 2;
/** s of a poll while nobody types. */
const POLL = 10;

/** An API as the preview of a draft uses it. A server that does not answer throws `SkillToolError`. */
export class PreviewApi {
  private readonly app: App;
  constructor(private readonly access: DemoAccess) {
    this.app = new App(access);
  }

  async call(method: string, place: string, options: Parameters<App['call']>[2] = {}): Promise<Reply> {
    try {
      return await this.app.call(method, place, options);
    } catch {
      throw new SkillToolError(`Nothing answers as an API at ${this.access.api_url}: see whether it runs.`);
    }
  }

  /** As the tenant's server. */
  private post(place: string, body: object): Promise<Reply> {
    const headers = { ...this.app.basic, prefer: `wait=${HELD}` };
    return this.call('POST', place, { body, headers });
  }

  /** Sends a draft. Where a skill of that name is served, it is previewed under another one. */
  async send(body: DraftBody, skill: string): Promise<SentDraft> {
    const reply = await this.post('/sandbox/drafts', body);
    const other = previewName(skill);
    if (reply.body.code === 'skill_changed' && other !== skill)
      return this.send({ ...body, document: named(body.document, skill, other) }, other);
    return reply.status === 201 ? reply.body : { refusal: refusalOf(reply) };
  }

  /** Begins a session. Throws `SkillToolError` with the API's refusal. */
  async begin(skill: string, locale: string | undefined): Promise<PreviewSession> {
    const { client_id, client_app_key } = this.access;
    const body = { client_id, client_app_key, skill, ...(locale === undefined ? {} : { locale }) };
    const reply = await this.call('POST', '/sessions', { body });
    if (reply.status !== 201) throw new SkillToolError(inWords(refusalOf(reply)));
    return new PreviewSession(this, client_id, reply.body as SessionState);
  }

  advance = (id: string, by: string): Promise<Reply> => this.post(`/sandbox/sessions/${id}/advance`, { by });

  report = (id: string, step: string, payload: Json): Promise<Reply> =>
    this.post(`/sandbox/sessions/${id}/report`, { step, payload });
}

/** One session of a draft, as its app and its partner see it. Each act returns why it was refused, if it was. */
export class PreviewSession {
  private nonce: string;
  /** Counts acts: an answer to a poll that began before the last one is old. */
  private acts = 0;

  constructor(
    private readonly api: PreviewApi,
    private readonly client_id: string,
    public state: SessionState,
  ) {
    this.nonce = state.nonce ?? '';
  }

  get isOver(): boolean {
    return this.state.next.kind === 'none';
  }

  private get place(): string {
    return `/sessions/${this.state.session_id}`;
  }

  private take(reply: Reply): Refusal | undefined {
    if (reply.status >= 300) return refusalOf(reply);
    this.state = reply.body as SessionState;
    this.nonce = this.state.nonce ?? this.nonce;
    return undefined;
  }

  private act(reply: Promise<Reply>): Promise<Refusal | undefined> {
    this.acts += 1;
    return reply.then((answered) => this.take(answered));
  }

  submit(data: JsonObject, keep: string[]): Promise<Refusal | undefined> {
    const { skill, next } = this.state;
    const step = 'step' in next ? next.step : '';
    const body = {
      client_id: this.client_id,
      nonce: this.nonce,
      skill,
      step,
      data,
      ...(keep.length > 0 ? { keep } : {}),
    };
    return this.act(this.api.call('POST', `${this.place}/steps`, { body, headers: { prefer: `wait=${HELD}` } }));
  }

  async upload(field: string, file: string): Promise<Refusal | undefined> {
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = new Uint8Array(await readFile(file));
    } catch {
      return { code: 'file_unreadable', detail: `${file} can’t be read.`, errors: [] };
    }
    const form = new FormData();
    form.set('client_id', this.client_id);
    form.set('nonce', this.nonce);
    form.set(field, new Blob([bytes]), path.basename(file));
    const { next } = this.state;
    const step_id = 'step_id' in next ? next.step_id : '';
    return this.act(this.api.call('POST', `${this.place}/steps/${step_id}/upload`, { body: form }));
  }

  advance = (by: string): Promise<Refusal | undefined> => this.act(this.api.advance(this.state.session_id, by));

  /** Reports an event to the step at hand. */
  report(payload: Json): Promise<Refusal | undefined> {
    const { next } = this.state;
    const step = ('step' in next ? next.step : undefined) ?? '';
    return this.act(this.api.report(this.state.session_id, step, payload));
  }

  cancel = (): Promise<Refusal | undefined> =>
    this.act(this.api.call('DELETE', this.place, { headers: { authorization: `Bearer ${this.nonce}` } }));

  /** The user comes back from a bank by one of the API's own addresses. */
  async comeBack(url: string): Promise<void> {
    this.acts += 1;
    await this.api.call('GET', new URL(url).pathname);
  }

  /** Reads the session once it has changed, or after some seconds; `false` where an act made the answer old. */
  async poll(seconds = POLL, signal?: AbortSignal): Promise<boolean> {
    const { acts } = this;
    const headers = { authorization: `Bearer ${this.nonce}` };
    const options = signal ? { headers, signal } : { headers };
    const reply = await this.api.call('GET', `${this.place}?wait=${seconds}`, options);
    if (acts !== this.acts || reply.status !== 200) return false;
    this.take(reply);
    return true;
  }
}

function refusalOf({ status, body }: Reply): Refusal {
  const { code = `http_${status}`, detail = `The API answered ${status}.`, errors = [] } = body ?? {};
  return { code, detail, errors };
}

export const inWords = ({ code, detail }: Refusal): string => `${code}: ${detail}`;
