import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AdminError } from '../../service/tenant-rules';

/** Where the store is, and the secret that its keys come from. */
export interface Settings {
  uri: string;
  secret: string;
}

/**
 * `admin.json` in the home of a running `npm start`. `secret_file` is absent where the secret came from the
 * environment.
 */
interface Connection {
  mongodb_uri?: string;
  secret_file?: string;
}

/**
 * From `MONGODB_URI` and `VESTIBULE_SECRET`; what of them is missing, from the `npm start` that runs on that home.
 *
 * @throws AdminError that says what to set or start
 */
export function readSettings(env: NodeJS.ProcessEnv, home: string): Settings {
  const running = connectionOf(home);
  const uri = env.MONGODB_URI || running.mongodb_uri;
  const secret = env.VESTIBULE_SECRET || (running.secret_file && readText(running.secret_file));
  if (uri && secret) return { uri, secret };
  const missing = [...(uri ? [] : ['MONGODB_URI']), ...(secret ? [] : ['VESTIBULE_SECRET'])].join(' and ');
  throw new AdminError(
    `${missing} not set, and nothing runs on ${home}. Set what the API was started with, or run npm start in another terminal.`,
  );
}

function connectionOf(home: string): Connection {
  const text = readText(path.join(home, 'admin.json'));
  try {
    return text ? (JSON.parse(text) as Connection) : {};
  } catch {
    return {};
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}
