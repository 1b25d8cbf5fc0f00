import { LRUCache } from 'lru-cache';
import { trusted } from 'mongoose';
import { inserted } from './connection';
import { dueCheckPort } from './due-checks';
import type { CredentialsDoc, ExchangeDoc, Models } from './models';
import type { Credentials, CredentialsPort } from './store';

function credentialsOf({ _id, body, ...rest }: CredentialsDoc, exchange: ExchangeDoc | null): Credentials {
  const exchanged = exchange && { access_token_hmac: exchange.access_token_hmac, exchanged_at: exchange.exchanged_at };
  return { credentials_id: _id, body: { $sealed: body }, ...rest, ...exchanged };
}

export function credentialsPort(models: Models): CredentialsPort {
  const { credentials, exchanges } = models;
  const checks = dueCheckPort(models);
  const recent = new LRUCache<string, { credentials: Credentials; at: number }>({ max: 1_000 });
  const own = async (credentials_id: string, client_id: string): Promise<CredentialsDoc | undefined> => {
    const found = await credentials.findById(credentials_id).lean<CredentialsDoc>();
    return found?.client_id === client_id ? found : undefined;
  };

  return {
    async issue({ credentials_id, body, ...rest }) {
      const created_at = new Date();
      const document = { _id: credentials_id, body: body.$sealed, ...rest, status: 'active' as const, created_at };
      await inserted(credentials.create(document));
      // Whoever dies in between is asked to issue them again.
      await checks.add({ kind: 'plan', at: created_at, credentials_id, client_id: rest.client_id });
    },
    async exchange(credentials_id, client_id, access_token_hmac) {
      const found = await own(credentials_id, client_id);
      if (!found) return { ok: false, reason: 'absent' };
      const exchange = { _id: credentials_id, access_token_hmac, exchanged_at: new Date() };
      const won = await inserted(exchanges.create(exchange));
      return won ? { ok: true, credentials: credentialsOf(found, exchange) } : { ok: false, reason: 'used' };
    },
    async find(credentials_id, client_id, maxAge = 0) {
      const known = recent.get(credentials_id);
      if (known && Date.now() - known.at < maxAge && known.credentials.client_id === client_id)
        return known.credentials;
      const at = Date.now();
      const [found, exchange] = await Promise.all([
        own(credentials_id, client_id),
        exchanges.findById(credentials_id).lean<ExchangeDoc>(),
      ]);
      const credentials = found && credentialsOf(found, exchange);
      if (credentials?.status === 'active') recent.set(credentials_id, { credentials, at });
      return credentials;
    },
    async setStatus(credentials_id, status) {
      recent.delete(credentials_id);
      const found = await credentials.findById(credentials_id).lean<CredentialsDoc>();
      if (found?.status !== 'active') return false;
      // Of two who set it at once, either may be last: both states are final, and neither becomes active again.
      await credentials.updateOne({ _id: credentials_id }, { $set: { status } });
      recent.delete(credentials_id);
      return true;
    },
    async page(after, limit) {
      const found = await credentials
        .find({ _id: trusted({ $gt: after }) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<CredentialsDoc[]>();
      return found.map((each) => credentialsOf(each, null));
    },
  };
}
