import type { DemoKeys } from '../../local/stack/home';
import { Http } from '../http';
import { badData, FILE_BYTES, formData, multipart, pdf, terms } from '../payload';
import { type Kind, SKILL } from '../skills';
import type { Arm, Chat } from './arm';

/** The platform as a client meets it: over HTTP, with everything that it checks. */
export interface Us extends Arm {
  begin(kind: Kind): Promise<OurChat>;
}
export interface OurChat extends Chat {
  id: string;
  /** The last nonce: it proves possession of the session. */
  proof(): string;
  /** Uploads a file of so many bytes. */
  uploadOf(bytes: number): Promise<void>;
}

export function usArm(url: string, keys: DemoKeys, name = 'us'): Us {
  const http = new Http(url);
  return {
    name,
    async begin(kind) {
      const { client_id, client_app_key } = keys;
      const skill = SKILL[kind];
      const first = await http.send('POST', '/sessions', { json: { client_id, client_app_key, skill }, expect: 201 });
      return conversation(http, client_id, skill, first);
    },
    close: () => http.close(),
  };
}

interface State {
  session_id: string;
  status: string;
  nonce: string;
  next: { step: string; step_id: string };
}
let files = 0;

/** Submissions that were answered with 202 so far, in this process. */
let late = 0;
export const lateAnswers = (): number => late;

function conversation(http: Http, client_id: string, skill: string, first: State): OurChat {
  let state = first;
  let said = 0;
  const path = `/sessions/${first.session_id}`;
  const submit = (data: object, expect: number | number[]) =>
    http.send('POST', `${path}/steps`, {
      json: { client_id, nonce: state.nonce, skill, step: state.next.step, data },
      expect,
    });
  const read = () => http.send('GET', path, { headers: { authorization: `Bearer ${state.nonce}` }, expect: 200 });
  /**
   * A submission that is accepted and not settled in time is answered with 202; then the client asks again, and its
   * time runs on.
   */
  const settled = async (data: object) => {
    let after: State = await submit(data, [200, 202]);
    while (after.status === 'PROCESSING') {
      late += 1;
      after = await read();
    }
    state = after;
  };
  const uploadOf = async (bytes: number) => {
    const { type, body } = multipart(
      { client_id, nonce: state.nonce },
      { field: 'scan', content: pdf(files++, bytes) },
    );
    const there = `${path}/steps/${state.next.step_id}/upload`;
    state = await http.send('POST', there, { headers: { 'content-type': type }, bytes: body, expect: 200 });
  };
  return {
    id: first.session_id,
    proof: () => state.nonce,
    uploadOf,
    async step() {
      await settled(formData(said++));
    },
    async call() {
      await settled(terms);
    },
    async read() {
      await read();
    },
    async refused() {
      await submit(badData, 422);
    },
    upload: () => uploadOf(FILE_BYTES),
  };
}
