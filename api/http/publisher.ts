import { countCall } from '../../service/limits';
import { provenPublisher } from '../../service/publication/publisher-access';
import { bearerOf } from './caller';
import type { Action } from './endpoint';
import { networkOf } from './network';

/** Who publishes: a servicer, by one of its keys. */
export type Publisher = Awaited<ReturnType<typeof provenPublisher>>;

/** The servicer whose key the call bears; `servicer_key_invalid` where it bears none that is good. */
export const provePublisher: Action<{ publisher: Publisher }> = async (exchange) => {
  const { req, services } = exchange;
  const publisher = await provenPublisher(services, bearerOf(req));
  // A servicer's calls have buckets of their own: no client id has a slash.
  countCall(services, {
    client_id: `servicer/${publisher.servicer}`,
    network: networkOf(req.ip ?? ''),
    isProven: true,
  });
  exchange.publisher = publisher;
};
