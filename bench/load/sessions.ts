import type { DemoKeys } from '../../local/stack/home';
import type { Http } from '../http';
import { multipart, pdf } from '../payload';

/** What a call was for: each kind has a latency of its own. */
export type Call = 'create' | 'step' | 'upload' | 'read' | 'token';
/** Makes a call at the moment at which it is due, and notes how long after that moment it was answered. */
export type Timed = <T>(call: Call, due: number, work: () => Promise<T>) => Promise<T>;

export interface Journey {
  name: string;
  /** Of a hundred sessions, so many. */
  share: number;
  /** Takes one user through it. `due` is when the user comes. */
  run(user: User): Promise<void>;
}
export interface User {
  http: Http;
  keys: DemoKeys;
  timed: Timed;
  /** Waits as a user who reads and types; answers when the next call is due, ms as `performance.now()`. */
  pause(): Promise<number>;
  due: number;
  /** A number that no other user has. */
  number: number;
}

interface State {
  session_id: string;
  skill: string;
  status: string;
  nonce: string;
  next: { kind: string; step: string; step_id: string };
  temp_token?: string;
}

const consent: Journey = {
  name: 'consent',
  share: 60,
  async run(user) {
    const session = await start(user, 'xyz_aisp_sbx_#1.0');
    await session.submit({ psu_id: 'user_embedded' });
    await session.submit({ otp: '123456' });
    await exchange(user, session.expect('COMPLETED'));
  },
};

const payment: Journey = {
  name: 'payment',
  share: 25,
  async run(user) {
    const session = await start(user, 'xyz_pisp_sbx_#1.0');
    const creditor = { creditor_name: 'Green Grocer SRL', creditor_iban: 'DE89370400440532013000' };
    await session.submit({
      psu_id: 'user_embedded',
      ...creditor,
      amount: '24.90',
      currency: 'EUR',
      remittance: 'Invoice 2041',
    });
    await session.submit({ otp: '123456' });
    await session.until('COMPLETED');
  },
};

/** Stays half-way: the user never comes back with the papers. */
const deposit: Journey = {
  name: 'deposit',
  share: 15,
  async run(user) {
    const session = await start(user, 'xyz_sbx_#3.0');
    await session.submit({ value: '100000', currency: 'EUR', period: '12' });
    await session.submit({ action: 'accept' });
    await session.upload('id_scan', pdf(user.number, 512 * 1024));
  },
};

export const JOURNEYS: readonly Journey[] = [consent, payment, deposit];

async function start(user: User, skill: string) {
  const { http, keys, timed } = user;
  const { client_id, client_app_key } = keys;
  let state: State = await timed('create', user.due, () =>
    http.send('POST', '/sessions', { json: { client_id, client_app_key, skill }, expect: 201 }),
  );
  const path = `/sessions/${state.session_id}`;
  const read = async (due: number, wait: number) => {
    state = await timed('read', due, () =>
      http.send('GET', `${path}?wait=${wait}`, { headers: { authorization: `Bearer ${state.nonce}` }, expect: 200 }),
    );
  };
  /** The answer to a submission may say that the bank is still at work. */
  const settle = async () => {
    while (state.status === 'PROCESSING') await read(performance.now(), 0).then(() => rest(500));
  };
  return {
    async submit(data: object) {
      await settle();
      const due = await user.pause();
      const { nonce, next } = state;
      const body = { client_id, nonce, skill, step: next.step, data };
      const after: State = await timed('step', due, () =>
        http.send('POST', `${path}/steps`, { json: body, headers: { prefer: 'wait=10' }, expect: [200, 202] }),
      );
      state = { ...after, nonce: after.nonce ?? nonce };
    },
    async upload(field: string, content: Buffer) {
      await settle();
      const due = await user.pause();
      const form = multipart({ client_id, nonce: state.nonce }, { field, content });
      const there = `${path}/steps/${state.next.step_id}/upload`;
      const headers = { 'content-type': form.type };
      state = await timed('upload', due, () => http.send('POST', there, { headers, bytes: form.body, expect: 200 }));
    },
    async until(status: string) {
      await settle();
      if (state.status !== status) throw new Error(`the session stands at ${state.status}, not at ${status}`);
    },
    expect(status: string): State {
      if (state.status !== status) throw new Error(`the session stands at ${state.status}, not at ${status}`);
      return state;
    },
  };
}

async function exchange({ http, keys, timed, pause }: User, { temp_token }: State): Promise<void> {
  const { client_id, client_secret } = keys;
  const due = await pause();
  await timed('token', due, () =>
    http.send('POST', '/token', { json: { client_id, client_secret, temp_token }, expect: 200 }),
  );
}

const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
