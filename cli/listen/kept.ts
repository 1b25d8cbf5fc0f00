import { createHash, randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import path from 'node:path';
import { Home } from '../../local/stack/home';
import type { TenantAccess } from '../tenant-access';

/** What is kept of a tenant on this machine, readable for its owner alone. */
export interface Kept {
  /** By which events are signed here: the same at each start. No endpoint of the API has it. */
  secret: string;
  /** Where the listener of before has stopped, for the same target: an event's id or a time. */
  place: string | undefined;
  keep(place: string): void;
}

/** Of a length that is divisible by three: base64 has no padding then, about which libraries differ. */
const SECRET_BYTES = 24;

/** What is kept below `XDG_CONFIG_HOME`, by default `~/.config`, of this tenant and target. */
export function keptOf({ apiUrl, clientId }: TenantAccess, target: string, env: NodeJS.ProcessEnv): Kept {
  const home = new Home(path.join(env.XDG_CONFIG_HOME || path.join(homedir(), '.config'), 'vestibule', 'listen'));
  const tenant = digest(`${new URL(apiUrl).origin} ${clientId}`);
  const secretFile = `${tenant}.json`;
  const placeFile = `${tenant}-${digest(target)}.json`;
  let secret = home.read<{ secret: string }>(secretFile)?.secret;
  if (secret === undefined) {
    secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
    home.write(secretFile, { secret });
  }
  return {
    secret,
    place: home.read<{ place: string }>(placeFile)?.place,
    keep: (place) => home.write(placeFile, { place }),
  };
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
