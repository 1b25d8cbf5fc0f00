import { trusted } from 'mongoose';
import { inserted } from './connection';
import type { EndpointDoc, EndpointSecretDoc, Models } from './models';
import type { EndpointPort, EndpointSecret, WebhookEndpoint } from './store';

/** Endpoints that a tenant may have at once. */
export const ENDPOINTS_KEPT = 20;

const secretId = (endpoint_id: string, number: number): string => `${endpoint_id} ${String(number).padStart(6, '0')}`;
const numberOf = ({ _id }: EndpointSecretDoc): number => Number(_id.slice(-6));

/**
 * Webhook endpoints. A tenant's have numbered slots, each with a unique name: an insert decides who gets the last one.
 * Secrets are documents of their own and are only inserted, so that rotations at once lose none.
 */
export function endpointPort({ endpoints, endpointSecrets }: Models, clock: () => number = Date.now): EndpointPort {
  const newestFirst = (endpoint_id: string) =>
    endpointSecrets.find({ endpoint_id }).sort({ _id: -1 }).lean<EndpointSecretDoc[]>();

  const withSecrets = async (doc: EndpointDoc): Promise<WebhookEndpoint> =>
    endpointOf(doc, live(await newestFirst(doc._id), clock()));
  const ifThere = async (doc: EndpointDoc | null) => (doc ? withSecrets(doc) : undefined);

  const insertSecret = (endpoint_id: string, number: number, sealed: string, old_until?: Date) =>
    inserted(
      endpointSecrets.create({
        _id: secretId(endpoint_id, number),
        endpoint_id,
        sealed,
        ...(old_until ? { old_until } : {}),
      }),
    );

  return {
    async create({ endpoint_id, signing_key, ...rest }, secret) {
      const doc = { _id: endpoint_id, ...rest, signing_key: signing_key.sealed.$sealed };
      const { public_key } = signing_key;
      // First, so that there is no endpoint without one.
      await insertSecret(endpoint_id, 1, secret.$sealed);
      const taken = await endpoints
        .find({ client_id: rest.client_id }, { slot: 1 })
        .lean<Pick<EndpointDoc, 'slot'>[]>();
      const used = new Set(taken.map(({ slot }) => slot));
      for (let number = 1; number <= ENDPOINTS_KEPT; number += 1) {
        const slot = `${rest.client_id} ${number}`;
        if (!used.has(slot) && (await inserted(endpoints.create({ ...doc, slot, public_key })))) return true;
      }
      await endpointSecrets.deleteMany({ endpoint_id });
      return false;
    },
    find: async (endpoint_id) => ifThere(await endpoints.findById(endpoint_id).lean<EndpointDoc>()),
    async page(after, limit) {
      const docs = await endpoints
        .find({ _id: trusted({ $gt: after }) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<EndpointDoc[]>();
      return Promise.all(docs.map(withSecrets));
    },
    async list(client_id) {
      const docs = await endpoints.find({ client_id }).lean<EndpointDoc[]>();
      const oldestFirst = docs.sort(
        (a, b) => a.created_at.getTime() - b.created_at.getTime() || (a._id < b._id ? -1 : 1),
      );
      return Promise.all(oldestFirst.map(withSecrets));
    },
    async change(endpoint_id, { description, ...change }) {
      const set = { ...change, ...(typeof description === 'string' ? { description } : {}) };
      const update = { $set: set, ...(description === null ? { $unset: { description: 1 as const } } : {}) };
      return ifThere(
        await endpoints
          .findOneAndUpdate({ _id: endpoint_id }, update, { returnDocument: 'after', runValidators: true })
          .lean<EndpointDoc>(),
      );
    },
    async addSecret(endpoint_id, secret, old_until) {
      for (;;) {
        const all = await newestFirst(endpoint_id);
        const [newest] = all;
        const number = (newest ? numberOf(newest) : 0) + 1;
        if (!(await insertSecret(endpoint_id, number, secret.$sealed, old_until))) continue;
        const ended = all.slice(live(all, clock()).length).map(({ _id }) => _id);
        await endpointSecrets.deleteMany({ _id: trusted({ $in: ended }) });
        return;
      }
    },
    async remove(endpoint_id) {
      const { deletedCount } = await endpoints.deleteOne({ _id: endpoint_id });
      await endpointSecrets.deleteMany({ endpoint_id });
      return deletedCount === 1;
    },
  };
}

/** Of secrets, newest first, those that sign: each until the earliest time that one after it has set. */
export function live(
  secrets: readonly Pick<EndpointSecretDoc, 'sealed' | 'old_until'>[],
  now: number,
): EndpointSecret[] {
  const signing: EndpointSecret[] = [];
  let until = Number.POSITIVE_INFINITY;
  for (const { sealed, old_until } of secrets) {
    if (until <= now) break;
    signing.push({ sealed: { $sealed: sealed }, ...(Number.isFinite(until) ? { ends_at: new Date(until) } : {}) });
    until = Math.min(until, old_until?.getTime() ?? until);
  }
  return signing;
}

function endpointOf(doc: EndpointDoc, secrets: EndpointSecret[]): WebhookEndpoint {
  const { _id, slot: _slot, signing_key, public_key, ...rest } = doc;
  return { endpoint_id: _id, ...rest, secrets, signing_key: { sealed: { $sealed: signing_key }, public_key } };
}
