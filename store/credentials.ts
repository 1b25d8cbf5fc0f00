import { trusted } from 'mongoose';
import { isDuplicate } from './connection';
import type { CredentialsDoc, Models } from './models';
import type { Credentials, CredentialsPort } from './store';

const credentialsOf = ({ _id, body, ...rest }: CredentialsDoc): Credentials => ({ credentials_id: _id, body: { $sealed: body }, ...rest });

export const credentialsPort = ({ credentials }: Models): CredentialsPort => ({
  async issue({ credentials_id, body, ...rest }) {
    const document = { _id: credentials_id, body: body.$sealed, ...rest, status: 'active' as const, created_at: new Date() };
    await credentials.create(document).catch((cause) => {
      if (!isDuplicate(cause)) throw cause;
    });
  },
  async exchange(credentials_id, client_id, access_token_hmac) {
    const own = { _id: credentials_id, client_id };
    const found = await credentials
      .findOneAndUpdate(
        { ...own, access_token_hmac: trusted({ $exists: false }) },
        { $set: { access_token_hmac, exchanged_at: new Date() } },
        { returnDocument: 'after', runValidators: true },
      )
      .lean<CredentialsDoc>();
    if (found) return { ok: true, credentials: credentialsOf(found) };
    return { ok: false, reason: (await credentials.exists(own)) ? 'used' : 'absent' };
  },
  async find(credentials_id, client_id) {
    const found = await credentials.findOne({ _id: credentials_id, client_id }).lean<CredentialsDoc>();
    return found ? credentialsOf(found) : undefined;
  },
  async setStatus(credentials_id, status) {
    const { modifiedCount } = await credentials.updateOne({ _id: credentials_id, status: 'active' }, { $set: { status } });
    return modifiedCount === 1;
  },
});
