import { bool, cleanEnv, port, str, url } from 'envalid';

export interface WorkerConfig {
  secret: string;
  mongodb_uri: string;
  /** Base of callback URLs: the API's own address as the outside sees it. No trailing slash. */
  public_url: string;
  /** Where `/livez`, `/readyz` and `/metrics` are served; nowhere without it. */
  health?: { host: string; port: number };
  log_level: string;
  /** A folder of skills beside the bundled ones. */
  skills_dir: string;
  /** Whether the stack trace query of a session has an answer. */
  stack_traces: boolean;
}

/**
 * Reads and checks the environment. Throws one error that names every variable that is missing or wrong, and no value.
 */
export function readConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  const faults: string[] = [];
  const read = cleanEnv(
    env,
    {
      PORT: port({ default: 3000 }),
      PUBLIC_URL: url({ default: '' }),
      VESTIBULE_SECRET: str(),
      MONGODB_URI: str(),
      WORKER_PORT: port({ default: undefined }),
      WORKER_HOST: str({ default: '0.0.0.0' }),
      SKILLS_DIR: str({ default: '' }),
      WORKFLOW_STACK_TRACES: bool({ default: false }),
      LOG_LEVEL: str({ choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], default: 'info' }),
    },
    { reporter: ({ errors }) => void faults.push(...Object.keys(errors)) },
  );
  if (faults.length > 0) throw new Error(`The environment lacks, or has a wrong value for: ${faults.join(', ')}`);
  return {
    secret: read.VESTIBULE_SECRET,
    mongodb_uri: read.MONGODB_URI,
    public_url: (read.PUBLIC_URL || `http://127.0.0.1:${read.PORT}`).replace(/\/+$/, ''),
    ...(read.WORKER_PORT === undefined ? {} : { health: { host: read.WORKER_HOST, port: read.WORKER_PORT } }),
    log_level: read.LOG_LEVEL,
    skills_dir: read.SKILLS_DIR,
    stack_traces: read.WORKFLOW_STACK_TRACES,
  };
}
