import { Http } from '../http';
import { formData, terms } from '../payload';
import { SKILL } from '../skills';
import type { Arm } from './arm';

/** The floor behind an Express handler: what is written by hand on the bare SDK, as its client meets it. */
export function bareServiceArm(url: string): Arm {
  const http = new Http(url);
  const nonce = 'n'.repeat(420);
  return {
    name: 'bare service',
    async begin(kind) {
      const key = nonce.slice(0, 47);
      const { id } = await http.send('POST', '/sessions', {
        json: { client_id: key, client_app_key: key, skill: SKILL[kind] },
        expect: 201,
      });
      const path = `/sessions/${encodeURIComponent(id)}`;
      const body = (data: object) => ({ client_id: key, nonce, skill: SKILL[kind], step: 'one', data });
      let said = 0;
      return {
        step: async () => void (await http.send('POST', `${path}/steps`, { json: body(formData(said++)), expect: 200 })),
        call: async () => void (await http.send('POST', `${path}/calls`, { json: body(terms), expect: 200 })),
        read: async () => void (await http.send('GET', path, { headers: { authorization: `Bearer ${nonce}` }, expect: 200 })),
      };
    },
    close: () => http.close(),
  };
}
