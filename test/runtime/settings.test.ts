import { readApiSettings } from '../../runtime/api-settings';
import { readWorkerSettings } from '../../runtime/worker-settings';

const env = (more: NodeJS.ProcessEnv = {}) => ({ VESTIBULE_SECRET: 's', MONGODB_URI: 'mongodb://here', ...more });

describe("The API's settings", () => {
  test('are whole numbers where they count something', () => {
    const { rate_limit, api } = readApiSettings(env({ RATE_LIMIT: '0', ENGINE_QUERY_TIMEOUT_MS: '250' }));
    expect([rate_limit, api.query_deadline]).toEqual([0, 250]);
  });

  test.each(['RATE_LIMIT', 'ENGINE_QUERY_TIMEOUT_MS', 'ANSWER_TIMEOUT_MS', 'UPLOAD_BODY_LIMIT', 'ABANDONED_AFTER_MS'])(
    'name %s where it is empty, too small, a fraction, no number in digits, or longer than a timer can be set',
    (name) => {
      for (const value of ['', ' ', '-1', '1.5', '1e3', '0x10', 'soon', String(2 ** 31)])
        expect(() => readApiSettings(env({ [name]: value }))).toThrow(
          `The environment lacks, or has a wrong value for: ${name}`,
        );
    },
  );

  test('don’t let an answer have no time at all', () => {
    for (const name of ['ENGINE_QUERY_TIMEOUT_MS', 'ANSWER_TIMEOUT_MS', 'UPLOAD_BODY_LIMIT'])
      expect(() => readApiSettings(env({ [name]: '0' }))).toThrow(name);
  });
});

describe("The worker's settings", () => {
  test('say how often the watch looks, and how many consents it asks after in a look', () => {
    expect(readWorkerSettings(env()).watch).toEqual({ every: 60_000, consents: 60 });
    const { watch } = readWorkerSettings(env({ WATCH_EVERY_MS: '5000', WATCH_CONSENTS: '0' }));
    expect(watch).toEqual({ every: 5_000, consents: 0 });
    for (const [name, value] of [
      ['WATCH_EVERY_MS', '0'],
      ['WATCH_EVERY_MS', '1m'],
      ['WATCH_CONSENTS', '-1'],
    ] as const)
      expect(() => readWorkerSettings(env({ [name]: value }))).toThrow(name);
  });
});

describe.each([
  ['API', readApiSettings],
  ['worker', readWorkerSettings],
])("The %s's process", (_name, read) => {
  test('names every setting that it lacks or that is wrong, and none of their values', () => {
    expect(() => read({ PORT: 'a-port', LOG_LEVEL: 'loud', MONGODB_URI: 'mongodb://u:secret@here' })).toThrow(
      /^The environment lacks, or has a wrong value for: PORT, VESTIBULE_SECRET, LOG_LEVEL$/,
    );
  });

  test('sends no event to this machine unless told to, and gives an attempt half a minute at most', () => {
    const { webhook_allow_loopback, webhook_timeout } = read(env());
    expect([webhook_allow_loopback, webhook_timeout]).toEqual([false, 15_000]);
    expect(read(env({ WEBHOOK_ALLOW_LOOPBACK: 'true' })).webhook_allow_loopback).toBe(true);
    for (const wrong of [
      { WEBHOOK_ALLOW_LOOPBACK: 'maybe' },
      { WEBHOOK_TIMEOUT_MS: '30001' },
      { WEBHOOK_TIMEOUT_MS: '0' },
    ])
      expect(() => read(env(wrong))).toThrow(String(Object.keys(wrong)[0]));
  });

  test('makes callbacks of its public address, by default of the API’s port, without a slash at the end', () => {
    expect(read(env({ PUBLIC_URL: 'https://api.example/base/' })).public_url).toBe('https://api.example/base');
    expect(read(env({ PORT: '4711' })).public_url).toBe('http://127.0.0.1:4711');
  });
});
