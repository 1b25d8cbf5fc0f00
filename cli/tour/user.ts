import { type Body, type Conversation, expectStatus } from './app';

/**
 * Logs the end user in at the bank's own page and decides there. Its address is all that the app knows.
 *
 * @returns the address to which the bank sends the user
 */
export async function atBanksPage(
  url: string,
  psu_id: string,
  decision: 'approve' | 'decline' = 'approve',
): Promise<string> {
  const form = new URLSearchParams({ psu_id, password: 'sandbox', decision });
  const response = await fetch(url, { method: 'POST', body: form, redirect: 'manual' });
  const location = response.headers.get('location');
  if (!location) throw new Error(`The bank's page answered ${response.status}: ${await response.text()}`);
  return location;
}

/** The user follows a link back to the app; the API's answer to it. */
export async function followBack(location: string): Promise<Response> {
  return fetch(location, { redirect: 'manual' });
}

/**
 * The user taps 'approve' on the phone, for the request that the message is about.
 *
 * @returns whether there is one: a message may only say that the bank is still at work
 */
export async function onPhone(
  bankUrl: string,
  psu_id: string,
  message: string,
  decision: 'approve' | 'decline' = 'approve',
): Promise<boolean> {
  const open = (await (
    await fetch(`${bankUrl}/phone?psu_id=${psu_id}`, { headers: { accept: 'application/json' } })
  ).json()) as Body;
  const mine = open.data.find(({ code }: Body) => message.includes(code));
  if (!mine) return false;
  await fetch(`${bankUrl}/phone/${mine.code}`, { method: 'POST', body: new URLSearchParams({ decision }) });
  return true;
}

/** Does whatever the bank wants, as this test user, until the session has left its authorisation. */
export async function authorise(session: Conversation, psu_id: string): Promise<void> {
  for (;;) {
    const state = await session.until(({ status }) => status !== 'PROCESSING');
    const { next } = state;
    if (next.kind === 'redirect') {
      await session.app.call('GET', await atBanksPage(next.url, psu_id));
      await session.read(5);
      await session.until((now) => now.next.kind !== 'redirect' || now.next.url !== next.url);
    } else if (next.kind === 'decoupled') {
      await onPhone(session.app.demo.bank_url, psu_id, next.message);
      await session.until((now) => now.next.kind !== 'decoupled' || now.next.message !== next.message);
    } else if (next.kind === 'form' && next.schema.properties?.authentication_method_id) {
      expectStatus(
        await session.submit({
          authentication_method_id: next.schema.properties.authentication_method_id.oneOf[0].const,
        }),
        200,
        202,
      );
    } else if (next.kind === 'form' && next.schema.properties?.password) {
      expectStatus(await session.submit({ password: 'sandbox' }), 200, 202);
    } else if (next.kind === 'form' && next.schema.properties?.otp) {
      expectStatus(await session.submit({ otp: '123456' }), 200, 202);
    } else return;
  }
}
