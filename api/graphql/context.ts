import { VestibuleError } from '../../domain/errors';
import { holderByNonce, type SessionHolder, type Tenant } from '../../service/access';
import type { CredentialsClaim } from '../../service/credentials';
import type { Reading } from '../../service/data/holding';
import { presentUser } from '../../service/data/present-user';
import { readingOnce } from '../../service/read-once';
import type { Wait } from '../../service/session-state';
import type { ApiServices } from '../deps';
import { type Exchange, header } from '../http/endpoint';

/** Reads that one call may have made, each of which REST would make a call of. */
const MOST_READS = 100;
/** Reads of one call that are under way at the same time: one call must not take all of a bank's or the engine's. */
const AT_ONCE = 10;

/** Who has called, as the HTTP frame has found out. */
export interface Caller {
  /** The tenant; `isServer` where its secret has proven it, else a nonce of one of its sessions was shown. */
  tenant: Tenant;
  isServer: boolean;
  nonce?: string;
  /** Counts one more call against the caller's limits. Throws `rate_limited`. */
  count(): void;
  /** Aborts when nobody waits for the answer any more. */
  gone: AbortSignal;
}

/** What the resolvers of one call share. It lives as long as the call, or as one item of a subscription. */
export class GraphContext {
  readonly #reads = new Map<string, Promise<unknown>>();
  readonly #waiting: (() => void)[] = [];
  #asked = 0;
  #running = 0;

  readonly services: ApiServices;

  constructor(
    readonly exchange: Exchange,
    readonly caller: Caller,
    /** What came with the call, kept here because a stream's headers are dropped. */
    readonly headers = headersOf(exchange),
  ) {
    this.services = readingOnce(exchange.services);
  }

  /** The same call with nothing read: for the next item of a subscription. */
  anew(): GraphContext {
    return new GraphContext(this.exchange, this.caller, this.headers);
  }

  /** The tenant, of which only its server may ask this. Throws `client_unauthorized`. */
  server(): Tenant {
    const { tenant, isServer } = this.caller;
    if (isServer) return tenant;
    throw new VestibuleError('client_unauthorized', 'Only the tenant’s server may ask this, by Basic authorisation.');
  }

  /** Who may read or cancel this session: the tenant’s server, or the bearer of a nonce of it. */
  holder(session_id: string): SessionHolder {
    const { tenant, nonce } = this.caller;
    if (nonce !== undefined) return holderByNonce(this.services, nonce, session_id);
    return { ref: { client_id: tenant.client_id, session_id } };
  }

  /** The credentials of this pair; where it is not given, of the pair in the headers. */
  claim(credentials_id?: string | null, access_token?: string | null): CredentialsClaim {
    const tenant = this.server();
    const { credentialsId, accessToken } = this.headers;
    const isTheHeaders = credentials_id == null || credentials_id === credentialsId;
    return {
      tenant,
      credentials_id: credentials_id ?? credentialsId ?? '',
      access_token: access_token ?? (isTheHeaders ? accessToken : undefined),
    };
  }

  /** Whether the end user is present, as the tenant says, and when the call is of use no more. */
  get reading(): Reading {
    const { psu } = this.headers;
    return { signal: this.caller.gone, ...(psu ? { psu } : {}) };
  }

  /** How long a mutation may be held. */
  wait(ms: number): Wait {
    return { ms, signal: () => this.caller.gone };
  }

  /**
   * What `find` finds, once for all who ask for `key` in this call. Each counts as the call that REST would make of it.
   * Throws `rate_limited`, and as `find` does.
   */
  read<T>(key: string, find: () => Promise<T>): Promise<T> {
    const known = this.#reads.get(key) as Promise<T> | undefined;
    if (known) return known;
    const read = this.#begin(find);
    this.#reads.set(key, read);
    return read;
  }

  /** Counts one of the things that the call asks for, as the call that REST would make of it. Throws `rate_limited`. */
  count(): void {
    // The call itself was counted when its caller was identified.
    if (this.#asked > 0) this.caller.count();
    this.#asked += 1;
  }

  async #begin<T>(find: () => Promise<T>): Promise<T> {
    if (this.#reads.size >= MOST_READS) throw tooMany();
    this.count();
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
    try {
      return await find();
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }
}

const tooMany = () =>
  new VestibuleError('rate_limited', `One call may read ${MOST_READS} things. Ask for the rest in another.`, {
    retryAfter: 1,
  });

function headersOf({ req }: Exchange) {
  return {
    credentialsId: header(req, 'x-credentials-id'),
    accessToken: header(req, 'x-access-token'),
    psu: presentUser(header(req, 'x-psu-ip-address'), header(req, 'x-psu-user-agent')),
    address: req.ip ?? '0.0.0.0',
    userAgent: header(req, 'user-agent')?.slice(0, MAX_USER_AGENT),
    lastEventId: header(req, 'last-event-id') || undefined,
  };
}
const MAX_USER_AGENT = 512;
