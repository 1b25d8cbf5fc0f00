import { VestibuleError } from '../../domain/errors';
import { parseSkillName } from '../../domain/skill/skill';
import { hmacKey } from '../../security/keys';
import type { PublicationNote, Publisher } from '../../store/store';
import type { Services } from '../services';

const KEY = /^vsk_[A-Za-z0-9_-]{43}$/;

const unauthorized = () =>
  new VestibuleError('servicer_key_invalid', 'The servicer’s key is missing, wrong, or was ended.');

/** Who publishes by this key. Throws `servicer_key_invalid`. */
export async function provenPublisher(
  { store, keys, clock }: Pick<Services, 'store' | 'keys' | 'clock'>,
  presented: string | undefined,
): Promise<Publisher> {
  if (presented === undefined || !KEY.test(presented)) throw unauthorized();
  // Looked up by its HMAC: how long that takes says nothing about a key that somebody guesses.
  const key = await store.servicerKeys.byHmac(hmacKey(keys.pepper, presented));
  if (!key || (key.ends_at && key.ends_at.getTime() <= clock())) throw unauthorized();
  return { servicer: key.servicer, key: key.name };
}

/** The providers whose skills a servicer publishes, promotes and retires. */
export const providersOf = async ({ store }: Pick<Services, 'store'>, { servicer }: Publisher): Promise<string[]> =>
  (await store.servicers.byName(servicer))?.providers ?? [];

/** Whether a publication is of one of these providers. Whoever has the provider now answers for it. */
export const isOf = ({ skill }: PublicationNote, providers: readonly string[]): boolean =>
  providers.includes(parseSkillName(skill)?.provider ?? '');
