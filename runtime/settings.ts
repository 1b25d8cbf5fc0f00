import { bool, type CleanedEnv, cleanEnv, EnvError, makeValidator, port, str, url, type ValidatorSpec } from 'envalid';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Settings of everything that opens the store: API, worker, `npm run admin`, the seed of the demo tenant. */
export interface PlatformSettings {
  /** base64 of at least 32 random bytes; every key is derived from it. */
  secret: string;
  /** Names the database, too. */
  mongodb_uri: string;
  /** A folder of skills beside the bundled ones; empty for none. */
  skills_dir: string;
}

/** Settings that the API and the worker share. */
export interface ProcessSettings extends PlatformSettings {
  /** Base of callback URLs: the API's own address as the outside sees it. No trailing slash. */
  public_url: string;
  /** Events may be sent to this machine itself, by http too: for a stack on a developer's machine. */
  webhook_allow_loopback: boolean;
  /** ms that an attempt to send an event may take. */
  webhook_timeout: number;
}

/** The longest that a timer can be set for, in ms; nobody means more calls or bytes. */
const MOST = 2 ** 31 - 1;

/** Validator of a whole number, in decimal digits. */
export const whole = (least: number, most = MOST) =>
  makeValidator<number>((input) => {
    const number = /^[0-9]+$/.test(input) ? Number(input) : Number.NaN;
    if (!(number >= least && number <= most)) throw new EnvError(`must be a whole number from ${least} to ${most}`);
    return number;
  });

/** The longest that an attempt to send an event may take, in ms. */
const MOST_ATTEMPT = 30_000;
const attemptTime = whole(1, MOST_ATTEMPT);

const SHARED = {
  PORT: port({ default: 3000 }),
  PUBLIC_URL: url({ default: '' }),
  VESTIBULE_SECRET: str(),
  MONGODB_URI: str(),
  SKILLS_DIR: str({ default: '' }),
  LOG_LEVEL: str({ choices: LOG_LEVELS, default: 'info' }),
  WEBHOOK_ALLOW_LOOPBACK: bool({ default: false }),
  WEBHOOK_TIMEOUT_MS: attemptTime({ default: 15_000 }),
};

type Specs = Record<string, ValidatorSpec<unknown>>;

/**
 * Reads a process's environment: the shared settings, and its own by their specifications.
 *
 * @throws Error that names every variable that is missing or wrong, and no value
 */
export function readEnvironment<Own extends Specs>(
  env: NodeJS.ProcessEnv,
  own: Own,
): { shared: ProcessSettings; own: CleanedEnv<typeof SHARED & Own> } {
  const faults: string[] = [];
  const reporter = ({ errors }: { errors: object }) => void faults.push(...Object.keys(errors));
  const read = cleanEnv(env, { ...SHARED, ...own } as typeof SHARED & Own, { reporter });
  if (faults.length > 0) throw new Error(`The environment lacks, or has a wrong value for: ${faults.join(', ')}`);
  const { PORT, PUBLIC_URL, VESTIBULE_SECRET, MONGODB_URI, SKILLS_DIR, ...webhook } = read as CleanedEnv<typeof SHARED>;
  const shared = {
    secret: VESTIBULE_SECRET,
    mongodb_uri: MONGODB_URI,
    skills_dir: SKILLS_DIR,
    public_url: (PUBLIC_URL || `http://127.0.0.1:${PORT}`).replace(/\/+$/, ''),
    webhook_allow_loopback: webhook.WEBHOOK_ALLOW_LOOPBACK,
    webhook_timeout: webhook.WEBHOOK_TIMEOUT_MS,
  };
  return { shared, own: read };
}
