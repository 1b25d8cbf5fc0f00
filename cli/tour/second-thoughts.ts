import { type App, type Body, Conversation, expectStatus } from './app';
import { document, TERMS } from './journeys';

/** What a user with second thoughts was told, in the order in which they had them. */
export interface Told {
  /** The code by which the offer in a tab left open was refused. */
  staleOffer: string;
  /** Files of the form after a picture was taken back and another handed in. */
  files: number;
  /** The sentence at a field that was mistyped, in the session's language. */
  atField: string;
  status: string;
}

/**
 * A user, in Romanian, who changes the terms in one tab and accepts the old offer in another, hands in a wrong picture
 * and takes it back, mistypes their name, and cancels at last.
 */
export async function secondThoughts(app: App): Promise<Told> {
  const session = await app.start('xyz_sbx_#3.1', { locale: 'ro_RO' });
  expectStatus(await session.submit(TERMS), 200, 202);
  await session.until(session.isAt('confirm'));
  const otherTab = new Conversation(app, session.state);

  expectStatus(await session.submit({ action: 'change' }), 200, 202);
  await session.until(session.isAt('product_form'));
  expectStatus(await session.submit({ ...TERMS, period: '6' }), 200, 202);
  await session.until(session.isAt('confirm'));
  const staleOffer: string = expectStatus(await otherTab.submit({ action: 'accept' }), 409).body.code;

  expectStatus(await session.submit({ action: 'accept' }), 200, 202);
  await session.until(session.isAt('documents'));
  const files = await replacePicture(session);
  const mistyped = await session.submit({ id_type: 'passport', holder: '  ', psu_id: 'user_redirect' });
  const atField: string = expectStatus(mistyped, 422).body.errors.find(isAtHolder).message;

  expectStatus(await session.cancel(), 200, 202);
  await session.until(session.ended);
  return { staleOffer, files, atField, status: session.state.status };
}

const isAtHolder = ({ pointer }: Body): boolean => pointer === '/data/holder';

async function replacePicture(session: Conversation): Promise<number> {
  const { step_id } = session.state.next;
  const wrong = await session.upload('id_scan', document('selfie.jpg'), 'selfie.jpg', { step_id });
  const [{ upload_id }] = expectStatus(wrong, 200).body.uploads;
  const headers = { authorization: `Bearer ${session.nonce}` };
  expectStatus(
    await session.app.call('DELETE', `/sessions/${session.id}/steps/${step_id}/upload/${upload_id}`, { headers }),
    200,
  );
  const right = await session.upload('id_scan', document('passport.pdf'), 'passport.pdf', { step_id });
  const { uploads } = expectStatus(right, 200).body.next;
  return uploads.reduce((sum: number, { received }: Body) => sum + received, 0);
}
