import { inserted } from './connection';
import type { CredentialsDoc, ExchangeDoc, Models } from './models';
import type { Credentials, CredentialsPort } from './store';

function credentialsOf({ _id, body, ...rest }: CredentialsDoc, exchange: ExchangeDoc | null): Credentials {
  const exchanged = exchange && { access_token_hmac: exchange.access_token_hmac, exchanged_at: exchange.exchanged_at };
  return { credentials_id: _id, body: { $sealed: body }, ...rest, ...exchanged };
}

export const credentialsPort = ({ credentials, exchanges }: Models): CredentialsPort => ({
  async issue({ credentials_id, body, ...rest }) {
    const document = { _id: credentials_id, body: body.$sealed, ...rest, status: 'active' as const, created_at: new Date() };
    await inserted(credentials.create(document));
  },
  async exchange(credentials_id, client_id, access_token_hmac) {
    const found = await credentials.findOne({ _id: credentials_id, client_id }).lean<CredentialsDoc>();
    if (!found) return { ok: false, reason: 'absent' };
    const exchange = { _id: credentials_id, access_token_hmac, exchanged_at: new Date() };
    const won = await inserted(exchanges.create(exchange));
    return won ? { ok: true, credentials: credentialsOf(found, exchange) } : { ok: false, reason: 'used' };
  },
  async find(credentials_id, client_id) {
    const [found, exchange] = await Promise.all([
      credentials.findOne({ _id: credentials_id, client_id }).lean<CredentialsDoc>(),
      exchanges.findById(credentials_id).lean<ExchangeDoc>(),
    ]);
    return found ? credentialsOf(found, exchange) : undefined;
  },
  async setStatus(credentials_id, status) {
    const { modifiedCount } = await credentials.updateOne({ _id: credentials_id, status: 'active' }, { $set: { status } });
    return modifiedCount === 1;
  },
});
