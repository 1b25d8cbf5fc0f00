import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { PlatformSettings } from '../../runtime/settings';
import { AdminError } from '../../service/tenant-rules';

/** `admin.json` in the home of a running `npm start`. */
interface Connection {
  mongodb_uri?: string;
  /** Absent where the secret came from the environment. */
  secret_file?: string;
}

/**
 * Settings of the admin program: from the environment, and what that lacks from the `npm start` that runs on `home`.
 *
 * @throws AdminError that says what to set or start
 */
export function readAdminSettings(env: NodeJS.ProcessEnv, home: string): PlatformSettings {
  const running = connectionOf(home);
  const mongodb_uri = env.MONGODB_URI || running.mongodb_uri;
  const secret = env.VESTIBULE_SECRET || (running.secret_file && readText(running.secret_file));
  if (mongodb_uri && secret) return { mongodb_uri, secret, skills_dir: env.SKILLS_DIR ?? '' };
  const missing = [...(mongodb_uri ? [] : ['MONGODB_URI']), ...(secret ? [] : ['VESTIBULE_SECRET'])].join(' and ');
  throw new AdminError(
    `${missing} not set, and nothing runs on ${home}. ` +
      'Set what the API was started with, or run npm start in another terminal.',
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
