import { NetworkError, TimeoutError, VestibuleError } from './errors.js';
import { abortable, isWorthRetrying, pause } from './retry.js';

/** What every call takes beside its own arguments. */
export interface CallOptions {
  /** Ends the call, and its retries: it rejects with the signal's reason, as `fetch` does. */
  signal?: AbortSignal | undefined;
  /** ms for one attempt; 60,000 by default. */
  timeout?: number | undefined;
  /** Attempts after the first; 3 by default. */
  maxRetries?: number | undefined;
}

/** Where the API is, and how it is called. */
export interface ApiOptions extends Pick<CallOptions, 'timeout' | 'maxRetries'> {
  /** `https://api.example.com`, with a path if the API lies below one. */
  apiUrl: string;
  /** Instead of the global `fetch`. */
  fetch?: typeof fetch | undefined;
}

/** One call of the API. */
export interface Call extends CallOptions {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  query?: object | undefined;
  headers?: Record<string, string | undefined>;
  /** JSON. */
  body?: unknown;
  /** Whether a second call does nothing that the first has not done. GET and DELETE are so by themselves. */
  isIdempotent?: boolean;
}

/** An answer: the parts that `fetch` and XMLHttpRequest have in common. */
export interface Answer {
  status: number;
  headers: { get(name: string): string | null };
  text: string;
}

/** One exchange over HTTP, without retries. */
export type Exchange = (url: string, headers: Record<string, string>, signal: AbortSignal) => Promise<Answer>;

/** Calls the API: with time-outs, and with the retries that can do no harm. */
export class Http {
  readonly fetch: typeof fetch;
  private readonly base: string;

  constructor(private readonly options: ApiOptions) {
    this.base = options.apiUrl.replace(/\/+$/, '');
    this.fetch = options.fetch ?? ((...args) => fetch(...args));
  }

  /** The answer's JSON; a refusal is thrown as VestibuleError. */
  async json<T>(call: Call): Promise<T> {
    const { method, body } = call;
    const answer = await this.attempt(call, async (url, headers, signal) => {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const type: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
      const response = await this.fetch(url, { method, signal, headers: { ...headers, ...type }, ...sent });
      return { status: response.status, headers: response.headers, text: await response.text() };
    });
    return JSON.parse(answer.text || 'null') as T;
  }

  /** Has `exchange` done until an answer is there, or no retry is left. */
  async attempt(call: Call, exchange: Exchange): Promise<Answer> {
    const { signal, maxRetries = this.options.maxRetries ?? 3 } = call;
    const isRepeatable = call.isIdempotent ?? call.method !== 'POST';
    for (let attempt = 0; ; attempt += 1) {
      signal?.throwIfAborted();
      try {
        return await this.once(call, exchange);
      } catch (error) {
        if (attempt >= maxRetries || !isWorthRetrying(error, isRepeatable)) throw error;
        await pause(attempt, error, signal);
      }
    }
  }

  private async once(call: Call, exchange: Exchange): Promise<Answer> {
    const { path, query, headers = {}, timeout = this.options.timeout ?? 60_000 } = call;
    const { signal, end, hasTimedOut } = abortable(call.signal, timeout);
    try {
      const answer = await exchange(this.url(path, query), present({ Accept: 'application/json', ...headers }), signal);
      return accepted(answer);
    } catch (error) {
      if (VestibuleError.isInstance(error)) throw error;
      call.signal?.throwIfAborted();
      if (hasTimedOut()) throw new TimeoutError(`No answer within ${timeout} ms.`, { cause: error });
      throw new NetworkError('The API could not be reached, or its answer broke off.', { cause: error });
    } finally {
      end();
    }
  }

  url(path: string, query: object = {}): string {
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    const search = new URLSearchParams(
      given.map(([name, value]): [string, string] => [name, String(value)]),
    ).toString();
    return this.base + path + (search && `?${search}`);
  }
}

/** A refusal is thrown. */
export function accepted<A extends Answer>(answer: A): A {
  if (answer.status < 300) {
    if (answer.text !== '') readJson(answer.text);
    return answer;
  }
  let problem = {};
  try {
    const said = JSON.parse(answer.text);
    if (typeof said?.code === 'string') problem = said;
  } catch {
    // A proxy's page.
  }
  throw new VestibuleError(answer.status, problem, answer.headers);
}

/** Fails for half an answer, as for none. */
const readJson = (text: string): unknown => JSON.parse(text);

export const present = (headers: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined));

/** A part of a path. */
export const segment = (part: string): string => encodeURIComponent(part);
