import { randomUUID } from 'node:crypto';
import type { Arm } from '../../arms/arm';
import { Http } from '../../http';
import { formData, terms } from '../../payload';

/** Restate's own HTTP ingress, straight to the session's object: no API of ours before it. */
export function restateArm(ingress: string): Arm {
  const http = new Http(ingress);
  return {
    name: 'restate',
    async begin(kind) {
      const path = `/session/${randomUUID()}`;
      let state = await http.send('POST', `${path}/begin`, { json: { kind }, expect: 200 });
      const submit = async (data: object) => {
        state = await http.send('POST', `${path}/submit`, {
          json: { step: state.step, seq: state.seq, data },
          expect: 200,
        });
      };
      return {
        step: () => submit(formData(1)),
        call: () => submit(terms),
        read: async () => void (await http.send('POST', `${path}/read`, { expect: 200 })),
      };
    },
    close: () => http.close(),
  };
}
