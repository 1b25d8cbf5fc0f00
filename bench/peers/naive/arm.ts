import type { Arm } from '../../arms/arm';
import { Http } from '../../http';
import { badData, formData, multipart, pdf, terms } from '../../payload';

/** The naive service as its client meets it. */
export function naiveArm(url: string): Arm {
  const http = new Http(url);
  let files = 0;
  return {
    name: 'naive',
    async begin(kind) {
      let state = await http.send('POST', '/sessions', { json: { kind }, expect: 201 });
      let said = 0;
      const path = `/sessions/${state.session_id}`;
      const submit = (data: object, expect = 200) =>
        http.send('POST', `${path}/steps`, { json: { nonce: state.nonce, step: state.next.step, data }, expect });
      return {
        async step() {
          state = await submit(formData(said++));
        },
        async call() {
          state = await submit(terms);
        },
        read: async () => void (await http.send('GET', path, { expect: 200 })),
        refused: async () => void (await submit(badData, 422)),
        async upload() {
          const form = multipart({}, { field: 'scan', content: pdf(files++) });
          await http.send('POST', `${path}/upload`, {
            headers: { 'content-type': form.type },
            bytes: form.body,
            expect: 200,
          });
        },
      };
    },
    close: () => http.close(),
  };
}
