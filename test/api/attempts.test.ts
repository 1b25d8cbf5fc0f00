import request from 'supertest';
import { createApp } from '../../api/app';
import { AISP, type Client, openTestApp, startSession, submit } from './support/test-app';

const otp = { state: 'challenge', kind: 'otp', show: { message: 'Sent to your phone' }, handle: {} } as const;
/** Sessions whose user the bank sends a code; a wrong one is asked for again. */
const testApp = openTestApp(
  {
    'ais.authorise': ({ phase, answer }) => {
      if (phase === 'begin') return otp as never;
      if (phase !== 'answer') return {};
      const isRight = JSON.stringify(answer).includes('$sealed') ? guess.isRight : false;
      return (isRight ? { state: 'done', result: {} } : { ...otp, error: 'That was not it.' }) as never;
    },
  },
  {},
);
const guess = { isRight: false };
testApp.deps.settings.psu_prompts = 10;

async function prompted(client: Client, psu_id: string, start: { locale?: string } = {}) {
  const session = await startSession(testApp, client, AISP, start);
  return { session, answer: await submit(testApp, client, session, session.nonce, 'identify', { psu_id }, AISP) };
}
type Prompted = Awaited<ReturnType<typeof prompted>>;
const answerWith = (client: Client, { session, answer }: Prompted, nonce = answer.body.nonce, code = '123456') =>
  submit(testApp, client, session, nonce, 'authorise', { otp: code }, AISP);

test('of fifteen prompts to one user’s phone the bank is asked for ten, whatever session they come from', async () => {
  const client = testApp.tenant();
  const prompts = await Promise.all(
    Array.from({ length: 15 }, (_, index) => prompted(client, index % 2 ? 'ana' : 'ANA')),
  );
  expect(prompts.filter(({ answer }) => answer.status === 200)).toHaveLength(10);
  const refused = prompts.find(({ answer }) => answer.status === 429)?.answer;
  expect(refused?.body).toMatchObject({
    code: 'too_many_attempts',
    detail: expect.stringMatching(/^Too many attempts\. Try again at \d\d:\d\d UTC\.$/),
    try_again_at: expect.any(String),
  });
  expect(refused?.headers['retry-after']).toBe('60');
  expect(JSON.stringify(refused?.body)).not.toMatch(/ana/i);
  expect((await prompted(client, 'ben')).answer.status).toBe(200);
  expect((await prompted(testApp.tenant(), 'ana')).answer.status).toBe(200);
});

test('who is refused reads when to try again, in the session’s language', async () => {
  const client = testApp.tenant();
  await Promise.all(Array.from({ length: 10 }, () => prompted(client, 'ion')));
  const { answer } = await prompted(client, 'ion', { locale: 'ro' });
  expect(answer.body).toMatchObject({
    code: 'too_many_attempts',
    detail: expect.stringMatching(/^Prea multe încercări\. Încearcă din nou la ora \d\d:\d\d UTC\.$/),
  });
});

test('the session of who was refused goes on with the same nonce, once it may', async () => {
  const client = testApp.tenant();
  await Promise.all(Array.from({ length: 10 }, () => prompted(client, 'cem')));
  const { session, answer } = await prompted(client, 'cem');
  expect(answer.status).toBe(429);
  const other = await submit(testApp, client, session, session.nonce, 'identify', { psu_id: 'dan' }, AISP);
  expect(other.status).toBe(200);
});

test('wrong codes are counted over sessions; the tenth is refused before the bank sees it', async () => {
  const client = testApp.tenant();
  guess.isRight = false;
  for (let round = 0; round < 3; round += 1) {
    const user = await prompted(client, 'eve');
    let { nonce } = user.answer.body;
    for (let i = 0; i < 3; i += 1) nonce = (await answerWith(client, user, nonce, `00000${i}`).expect(200)).body.nonce;
  }
  const user = await prompted(client, 'eve');
  const asked = testApp.engine.calls.length;
  const { body } = await answerWith(client, user).expect(429);
  expect(body.code).toBe('too_many_attempts');
  expect(testApp.engine.calls.length).toBe(asked);
});

test('whoever is named in a submission that is refused is not whose guesses are counted then', async () => {
  const client = testApp.tenant();
  guess.isRight = false;
  const user = await prompted(client, 'hal');
  const otherProcess = { ...testApp, api: request(createApp(testApp.deps)) };
  const { session } = user;
  await submit(otherProcess, client, session, session.nonce, 'identify', { psu_id: 'somebody' }, AISP).expect(409);
  let { nonce } = user.answer.body;
  for (let i = 0; i < 9; i += 1) nonce = (await answerWith(client, user, nonce, `10000${i}`).expect(200)).body.nonce;
  expect((await answerWith(client, user, nonce).expect(429)).body.code).toBe('too_many_attempts');
  expect((await answerWith(client, await prompted(client, 'hal')).expect(429)).body.code).toBe('too_many_attempts');
});

test('right codes are no guesses, and the same answer sent twice is one', async () => {
  const client = testApp.tenant();
  guess.isRight = true;
  testApp.deps.settings.psu_prompts = 100;
  for (let round = 0; round < 12; round += 1) {
    const user = await prompted(client, 'fay');
    const { body } = await answerWith(client, user).expect(200);
    expect(body.status).toBe('COMPLETED');
    await answerWith(client, user).expect(200);
  }
  testApp.deps.settings.psu_prompts = 10;
});

test('a user whose bank prompts nobody is not counted', async () => {
  const redirected = openTestApp();
  redirected.deps.settings.psu_prompts = 10;
  const client = redirected.tenant();
  for (let i = 0; i < 12; i += 1) {
    const session = await startSession(redirected, client, AISP);
    await submit(redirected, client, session, session.nonce, 'identify', { psu_id: 'gil' }, AISP).expect(200);
  }
});
