import { type CleanedEnv, cleanEnv, EnvError, makeValidator, port, str, url, type ValidatorSpec } from 'envalid';

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
}

const SHARED = {
  PORT: port({ default: 3000 }),
  PUBLIC_URL: url({ default: '' }),
  VESTIBULE_SECRET: str(),
  MONGODB_URI: str(),
  SKILLS_DIR: str({ default: '' }),
  LOG_LEVEL: str({ choices: LOG_LEVELS, default: 'info' }),
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
  const { PORT, PUBLIC_URL, VESTIBULE_SECRET, MONGODB_URI, SKILLS_DIR } = read as CleanedEnv<typeof SHARED>;
  const shared = {
    secret: VESTIBULE_SECRET,
    mongodb_uri: MONGODB_URI,
    skills_dir: SKILLS_DIR,
    public_url: (PUBLIC_URL || `http://127.0.0.1:${PORT}`).replace(/\/+$/, ''),
  };
  return { shared, own: read };
}

/** The longest that a timer can be set for, in ms; nobody means more calls or bytes. */
const MOST = 2 ** 31 - 1;

/** Validator of a whole number, in decimal digits. */
export const whole = (least: number) =>
  makeValidator<number>((input) => {
    const number = /^[0-9]+$/.test(input) ? Number(input) : Number.NaN;
    if (!(number >= least && number <= MOST)) throw new EnvError(`must be a whole number from ${least} to ${MOST}`);
    return number;
  });
