import { Readable } from 'node:stream';
import { contextOf, openBank, openScriptedBank, type TestBank } from './fixture';

let bank: TestBank;
beforeAll(async () => {
  bank = await openBank();
});
afterAll(() => bank.close());

const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(200_000, 1)]);
const upload = (upload_id: string, field: string, media_type = 'image/jpeg') => ({
  upload_id,
  field,
  media_type,
  bytes: JPEG.length,
  sha256: 'a'.repeat(64),
});
const args = {
  holder: 'Ana "Pop"',
  id_type: 'passport',
  id_scan: [upload('u1', 'id_scan'), upload('u2', 'id_scan', 'application/pdf')],
  selfie: [upload('u3', 'selfie')],
  reply_to: 'http://127.0.0.1:9/callbacks/h',
};

test('documents go to the verifier as a stream, and a repeated attempt is one check', async () => {
  const opened: string[] = [];
  const files = {
    open: async (id: string) => {
      opened.push(id);
      return Readable.from([JPEG.subarray(0, 1000), JPEG.subarray(1000)]);
    },
  };
  const ctx = contextOf({ files });
  const first = await bank.call('kyc.submit', args, ctx);
  expect(first).toEqual({ check_id: expect.any(String) });
  expect(await bank.call('kyc.submit', args, ctx)).toEqual(first);
  expect(opened).toEqual(['u1', 'u2', 'u3', 'u1', 'u2', 'u3']);
});

test('a file that can’t be read fails the attempt, and nothing half-sent counts', async () => {
  const files = {
    open: async () =>
      Readable.from(
        (async function* () {
          yield JPEG.subarray(0, 1000);
          throw new Error('the disk is gone');
        })(),
      ),
  };
  await expect(bank.call('kyc.submit', args, contextOf({ files }))).rejects.toMatchObject({
    code: 'unavailable',
    retryable: true,
  });
});

test('without a verifier in the environment, the operation says so', async () => {
  const lonely = await openScriptedBank(() => ({}));
  await expect(lonely.call('kyc.submit', args)).rejects.toMatchObject({ code: 'error', retryable: false });
  await lonely.close();
});
