import { readConfig } from '../../runtime/api-config';

const env = (more: NodeJS.ProcessEnv = {}) => ({ VESTIBULE_SECRET: 's', MONGODB_URI: 'mongodb://here', ...more });

describe("The API's settings", () => {
  test('are whole numbers where they count something', () => {
    const { rate_limit, settings } = readConfig(env({ RATE_LIMIT: '0', ENGINE_QUERY_TIMEOUT_MS: '250' }));
    expect([rate_limit, settings.query_deadline]).toEqual([0, 250]);
  });

  test.each(['RATE_LIMIT', 'ENGINE_QUERY_TIMEOUT_MS', 'ANSWER_TIMEOUT_MS', 'UPLOAD_BODY_LIMIT'])(
    'name %s where it is empty, below what makes sense, a fraction, no number in digits, or longer than a timer can be set',
    (name) => {
      for (const value of ['', ' ', '-1', '1.5', '1e3', '0x10', 'soon', String(2 ** 31)])
        expect(() => readConfig(env({ [name]: value }))).toThrow(
          `The environment lacks, or has a wrong value for: ${name}`,
        );
    },
  );

  test('don’t let an answer have no time at all', () => {
    for (const name of ['ENGINE_QUERY_TIMEOUT_MS', 'ANSWER_TIMEOUT_MS', 'UPLOAD_BODY_LIMIT'])
      expect(() => readConfig(env({ [name]: '0' }))).toThrow(name);
  });
});
