import { randomUUID } from 'node:crypto';
import { type Client, createClient, type Session, VestibuleError } from '../../sdk/src/client';
import { createServer, type Server } from '../../sdk/src/server';
import { type TenantAccess, tenantAccess } from '../tenant-access';
import { ToolError } from './words';

/** ms that one attempt of a call may take: an assistant does not wait for long. */
const TIMEOUT = 40_000;
/** Sessions that are held: their nonces are known here and nowhere else. */
const MOST_HELD = 200;

/** The tenant that the tools act for. Its keys, and the nonces of its sessions, stay in this object. */
export class McpTenant {
  private readonly held = new Map<string, Session>();
  private sandbox: string | undefined;

  constructor(private readonly env: NodeJS.ProcessEnv) {}

  /** Read at each call, so that an `npm start` that comes later is found. Throws `TenantAccessError`. */
  get access(): TenantAccess {
    return tenantAccess(this.env);
  }

  get server(): Server {
    return createServer({ ...this.access, timeout: TIMEOUT, maxRetries: 1 });
  }

  get client(): Client {
    const { appKey, ...access } = this.access;
    if (appKey === undefined) throw new ToolError('Set VESTIBULE_APP_KEY: sessions are started with it.');
    return createClient({ ...access, appKey, timeout: TIMEOUT, maxRetries: 1 });
  }

  /** The half that knows a session by its nonce alone. The app key plays no part in it. */
  private get holder(): Client {
    return createClient({ appKey: '', ...this.access, timeout: TIMEOUT, maxRetries: 1 });
  }

  /** The catalog, which an id is enough for. */
  get catalog(): Client {
    return this.holder;
  }

  /**
   * Throws where the tenant is one of production. The API says so of a session that doesn't exist: of a production
   * tenant it refuses to make any session older, before it looks for it.
   */
  async requireSandbox(): Promise<void> {
    const { apiUrl, clientId } = this.access;
    const tenant = `${apiUrl} ${clientId}`;
    if (this.sandbox === tenant) return;
    try {
      await this.server.sandbox.advance(randomUUID(), 'PT1S');
    } catch (error) {
      if (!VestibuleError.isInstance(error)) throw error;
      if (error.code === 'sandbox_only')
        throw new ToolError(
          `${clientId} is a tenant of production: tools that change something are for sandbox tenants.`,
        );
      if (error.code !== 'session_not_found') throw error;
    }
    this.sandbox = tenant;
  }

  hold(session: Session): Session {
    this.held.delete(session.id);
    this.held.set(session.id, session);
    const [oldest] = this.held.keys();
    if (this.held.size > MOST_HELD && oldest !== undefined) this.held.delete(oldest);
    return session;
  }

  /** A session by its id. One that was started elsewhere is taken up, if it waits for its user. */
  async session(id: string): Promise<Session> {
    const known = this.held.get(id);
    if (known) {
      await known.refresh();
      return known;
    }
    const { nonce, status } = await this.server.sessions.get(id);
    if (nonce === undefined) throw new ToolError(`This session waits for nothing from its user: it is ${status}.`);
    return this.hold(await this.holder.resume(id, nonce));
  }
}
