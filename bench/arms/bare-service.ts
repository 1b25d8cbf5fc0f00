import { randomUUID } from 'node:crypto';
import { Http } from '../http';
import { formData, terms } from '../payload';
import type { Arm } from './arm';
import { bodies, NONCE } from './bodies';

/** The floor behind an Express handler: what is written by hand on the bare SDK, as its client meets it. */
export function bareServiceArm(url: string): Arm {
  const http = new Http(url);
  return {
    name: 'bare service',
    async begin(kind) {
      const { begin, submit } = bodies(randomUUID(), kind);
      const { id } = await http.send('POST', '/sessions', { json: begin, expect: 201 });
      const path = `/sessions/${encodeURIComponent(id)}`;
      let said = 0;
      return {
        step: async () =>
          void (await http.send('POST', `${path}/steps`, { json: submit(formData(said++)), expect: 200 })),
        call: async () => void (await http.send('POST', `${path}/calls`, { json: submit(terms), expect: 200 })),
        read: async () =>
          void (await http.send('GET', path, { headers: { authorization: `Bearer ${NONCE}` }, expect: 200 })),
      };
    },
    close: () => http.close(),
  };
}
