import { randomUUID } from 'node:crypto';
import { Http } from '../http';
import { badData, formData, multipart, pdf } from '../payload';
import type { Arm } from './arm';
import { bodies, NONCE } from './bodies';

/** The same bodies through a handler that does nothing with them. */
export function expressArm(url: string): Arm {
  const http = new Http(url);
  let files = 0;
  return {
    name: 'express',
    async begin(kind) {
      const id = randomUUID();
      const { begin, submit } = bodies(id, kind);
      await http.send('POST', '/', { json: begin, expect: 200 });
      return {
        step: async () => void (await http.send('POST', '/', { json: submit(formData(1)), expect: 200 })),
        read: async () =>
          void (await http.send('GET', '/', { headers: { authorization: `Bearer ${NONCE}` }, expect: 200 })),
        refused: async () => void (await http.send('POST', '/refused', { json: submit(badData), expect: 422 })),
        async upload() {
          const form = multipart({ client_id: id, nonce: NONCE }, { field: 'scan', content: pdf(files++) });
          await http.send('POST', '/upload', { headers: { 'content-type': form.type }, bytes: form.body, expect: 200 });
        },
      };
    },
    close: () => http.close(),
  };
}
