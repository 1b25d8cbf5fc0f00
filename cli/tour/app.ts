/** An answer of the API: status, body, headers. */
export interface Reply<T = Body> {
  status: number;
  body: T;
  headers: Headers;
}
// biome-ignore lint/suspicious/noExplicitAny: the tour reads the API as a stranger's script would, without its types.
export type Body = any;

export interface DemoAccess {
  api_url: string;
  bank_url: string;
  verifier_url: string;
  client_id: string;
  client_secret: string;
  client_app_key: string;
}

/** A tenant's app, client and server in one: it knows the API's address and the tenant's keys, and nothing else. */
export class App {
  /** ms for which a user waits for one thing to happen. */
  readonly patience: number = 60_000;

  constructor(readonly demo: DemoAccess) {}

  /** One exchange over HTTP. `body`: JSON, or a form with files. */
  async call(
    method: string,
    path: string,
    { body, headers = {}, signal }: { body?: unknown; headers?: Record<string, string>; signal?: AbortSignal } = {},
  ): Promise<Reply> {
    const isForm = body instanceof FormData;
    const response = await fetch(new URL(path, this.demo.api_url), {
      method,
      redirect: 'manual',
      ...(signal ? { signal } : {}),
      headers: {
        accept: 'application/json',
        ...(body && !isForm ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: isJson(response) ? JSON.parse(text) : text, headers: response.headers };
  }

  /** The header by which the tenant's server authenticates. */
  get basic(): { authorization: string } {
    const { client_id, client_secret } = this.demo;
    return { authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}` };
  }

  async start(skill: string, more: object = {}, headers: Record<string, string> = {}): Promise<Conversation> {
    const { client_id, client_app_key } = this.demo;
    const reply = await this.call('POST', '/sessions', {
      body: { client_id, client_app_key, skill, ...more },
      headers,
    });
    return new Conversation(this, expectStatus(reply, 201).body);
  }

  exchange(temp_token: string): Promise<Reply> {
    const { client_id, client_secret } = this.demo;
    return this.call('POST', '/token', { body: { client_id, client_secret, temp_token } });
  }

  /** A data call with one user's credentials. */
  data(
    path: string,
    { credentials_id, access_token }: { credentials_id: string; access_token: string },
    method = 'GET',
  ): Promise<Reply> {
    return this.call(method, path, {
      headers: { ...this.basic, 'x-credentials-id': credentials_id, 'x-access-token': access_token },
    });
  }
}

const isJson = (response: Response) => /[/+]json/.test(response.headers.get('content-type') ?? '');

export function expectStatus(reply: Reply, ...wanted: number[]): Reply {
  if (!wanted.includes(reply.status))
    throw new Error(`Expected ${wanted.join(' or ')}, got ${reply.status}: ${JSON.stringify(reply.body)}`);
  return reply;
}

/** One session as its client app sees it: the last state, and the nonce that proves possession. */
export class Conversation {
  nonce: string;
  constructor(
    readonly app: App,
    public state: Body,
  ) {
    this.nonce = state.nonce;
  }

  get id(): string {
    return this.state.session_id;
  }

  private take(reply: Reply): Reply {
    if (reply.status < 300) {
      this.state = reply.body;
      this.nonce = reply.body.nonce ?? this.nonce;
    }
    return reply;
  }

  /** Submits the step that the session asks for, and returns the whole answer. */
  async submit(data: unknown, { nonce = this.nonce, step = this.state.next.step, wait = 10 } = {}): Promise<Reply> {
    const body = { client_id: this.app.demo.client_id, nonce, skill: this.state.skill, step, data };
    return this.take(
      await this.app.call('POST', `/sessions/${this.id}/steps`, { body, headers: { prefer: `wait=${wait}` } }),
    );
  }

  async upload(
    field: string,
    file: Uint8Array,
    filename: string,
    { nonce = this.nonce, step_id = this.state.next.step_id } = {},
  ): Promise<Reply> {
    const form = new FormData();
    form.set('client_id', this.app.demo.client_id);
    form.set('nonce', nonce);
    form.set(field, new Blob([file as Uint8Array<ArrayBuffer>]), filename);
    return this.take(await this.app.call('POST', `/sessions/${this.id}/steps/${step_id}/upload`, { body: form }));
  }

  /** Reads the session; with `wait` seconds, once its status has changed or they have passed. Repeats after a 503. */
  async read(wait = 0): Promise<Body> {
    const headers = { authorization: `Bearer ${this.nonce}` };
    for (;;) {
      const reply = expectStatus(
        await this.app.call('GET', `/sessions/${this.id}?wait=${wait}`, { headers }),
        200,
        503,
      );
      if (reply.status === 200) return this.take(reply).body;
      await new Promise((resolve) => setTimeout(resolve, Number(reply.headers.get('retry-after') ?? 1) * 1000));
    }
  }

  cancel(): Promise<Reply> {
    return this.app.call('DELETE', `/sessions/${this.id}`, { headers: { authorization: `Bearer ${this.nonce}` } });
  }

  /** Polls until a state is reached. Rejects once the app's patience is at its end. */
  async until(holds: (state: Body) => boolean): Promise<Body> {
    const end = Date.now() + this.app.patience;
    while (!holds(this.state)) {
      if (Date.now() > end) throw new Error(`The session does not get there; it is at ${JSON.stringify(this.state)}`);
      await this.read(5);
    }
    return this.state;
  }

  isAt(step: string): (state: Body) => boolean {
    return (state) => state.next.step === step && state.status !== 'PROCESSING';
  }

  ended = (state: Body): boolean => ['COMPLETED', 'REJECTED', 'CANCELLED', 'EXPIRED', 'FAILED'].includes(state.status);
}
