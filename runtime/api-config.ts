import { cleanEnv, EnvError, makeValidator, port, str, url } from 'envalid';
import type { ApiSettings } from '../api/deps';

/** What the API's process is told by its environment. */
export interface ApiConfig {
  port: number;
  host: string;
  secret: string;
  mongodb_uri: string;
  log_level: string;
  /** Calls that one client may make from one address in ten seconds; 0 is no limit. */
  rate_limit: number;
  /** A folder of skills beside the bundled ones. */
  skills_dir: string;
  settings: ApiSettings;
}

const proxy = makeValidator<boolean | number | string>((input) => {
  if (input === '' || input === 'false') return false;
  if (input === 'true') return true;
  return /^[0-9]+$/.test(input) ? Number(input) : input;
});

/** Timers can't be set for longer, in ms; nobody means more calls or bytes. */
const MOST = 2 ** 31 - 1;
const whole = (least: number) =>
  makeValidator<number>((input) => {
    const number = /^[0-9]+$/.test(input) ? Number(input) : Number.NaN;
    if (!(number >= least && number <= MOST)) throw new EnvError(`must be a whole number from ${least} to ${MOST}`);
    return number;
  });
const [count, positive] = [whole(0), whole(1)];

/**
 * Reads and checks the environment. Throws one error that names every variable that is missing or wrong, and no value.
 */
export function readConfig(env: NodeJS.ProcessEnv): ApiConfig {
  const faults: string[] = [];
  const read = cleanEnv(
    env,
    {
      PORT: port({ default: 3000 }),
      HOST: str({ default: '0.0.0.0' }),
      PUBLIC_URL: url({ default: '' }),
      VESTIBULE_SECRET: str(),
      MONGODB_URI: str(),
      LOG_LEVEL: str({ choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], default: 'info' }),
      TRUST_PROXY: proxy({ default: false }),
      SKILLS_DIR: str({ default: '' }),
      RATE_LIMIT: count({ default: 3000 }),
      ENGINE_QUERY_TIMEOUT_MS: positive({ default: 5_000 }),
      ANSWER_TIMEOUT_MS: positive({ default: 45_000 }),
      UPLOAD_BODY_LIMIT: positive({ default: 64 * 1024 * 1024 }),
    },
    { reporter: ({ errors }) => void faults.push(...Object.keys(errors)) },
  );
  if (faults.length > 0) throw new Error(`The environment lacks, or has a wrong value for: ${faults.join(', ')}`);
  return {
    port: read.PORT,
    host: read.HOST,
    secret: read.VESTIBULE_SECRET,
    mongodb_uri: read.MONGODB_URI,
    log_level: read.LOG_LEVEL,
    rate_limit: read.RATE_LIMIT,
    skills_dir: read.SKILLS_DIR,
    settings: {
      public_url: (read.PUBLIC_URL || `http://127.0.0.1:${read.PORT}`).replace(/\/+$/, ''),
      trust_proxy: read.TRUST_PROXY,
      query_deadline: read.ENGINE_QUERY_TIMEOUT_MS,
      answer_deadline: read.ANSWER_TIMEOUT_MS,
      json_limit: 64 * 1024,
      upload_limit: read.UPLOAD_BODY_LIMIT,
      validate_responses: false,
    },
  };
}
