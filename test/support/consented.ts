import { atBanksPage, followBack } from '../../cli/tour/user';
import type { DemoKeys } from '../../local/stack/home';
import { createClient, type Session } from '../../sdk/src/client';
import { stack } from './stack';

/** A session of this tenant in which the user has consented at the bank's own page. */
export async function consented({
  client_id,
  client_app_key,
}: Pick<DemoKeys, 'client_id' | 'client_app_key'>): Promise<Session> {
  const app = createClient({ apiUrl: stack().demo.api_url, clientId: client_id, appKey: client_app_key });
  const session = await app.start('xyz_aisp_sbx_#1.0');
  await session.submit({ psu_id: 'user_redirect' });
  let visited: string | undefined;
  for await (const { next } of session.watch()) {
    if (next.kind !== 'redirect' || next.url === visited) continue;
    visited = next.url;
    await followBack(await atBanksPage(String(next.url), 'user_redirect'));
  }
  if (session.state.status !== 'COMPLETED') throw new Error(`The session is ${session.state.status}.`);
  return session;
}
