import { type Kind, SKILL } from '../skills';

/** What stands for a nonce and a key, as long as the platform's, where an arm has none. */
export const NONCE = 'n'.repeat(420);
const KEY = NONCE.slice(0, 47);

/** The bodies that the platform is sent, for an arm that reads them and checks nothing. */
export const bodies = (client_id: string, kind: Kind) => ({
  begin: { client_id, client_app_key: KEY, skill: SKILL[kind] },
  submit: (data: object) => ({ client_id, nonce: NONCE, skill: SKILL[kind], step: 'one', data }),
});
