import { randomUUID } from 'node:crypto';
import { Http } from '../http';
import { badData, formData, multipart, pdf } from '../payload';
import { SKILL } from '../skills';
import type { Arm } from './arm';

/** The same bodies through a handler that does nothing with them. */
export function expressArm(url: string): Arm {
  const http = new Http(url);
  const nonce = 'n'.repeat(420);
  let files = 0;
  return {
    name: 'express',
    async begin(kind) {
      const id = randomUUID();
      const body = (data: object) => ({ client_id: id, nonce, skill: SKILL[kind], step: 'one', data });
      await http.send('POST', '/', { json: { client_id: id, client_app_key: nonce.slice(0, 47), skill: SKILL[kind] }, expect: 200 });
      return {
        step: async () => void (await http.send('POST', '/', { json: body(formData(1)), expect: 200 })),
        read: async () => void (await http.send('GET', '/', { headers: { authorization: `Bearer ${nonce}` }, expect: 200 })),
        refused: async () => void (await http.send('POST', '/refused', { json: body(badData), expect: 422 })),
        async upload() {
          const form = multipart({ client_id: id, nonce }, { field: 'scan', content: pdf(files++) });
          await http.send('POST', '/upload', { headers: { 'content-type': form.type }, bytes: form.body, expect: 200 });
        },
      };
    },
    close: () => http.close(),
  };
}
