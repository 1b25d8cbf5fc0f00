import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { TenantEvent } from '../../../domain/tenant-event';
import { tenantEventId } from '../../../security/ids';
import { deriveKeys, newSecret } from '../../../security/keys';
import { createSealer } from '../../../security/seal';
import { createTokens } from '../../../security/tokens';
import type { Credentials, WebhookEndpoint } from '../../../store/store';
import { type AgentOptions, guardedAgent } from '../../../webhooks/guarded-agent';
import { secretPlace } from '../../../webhooks/secrets';
import type { SendDeps } from '../../../webhooks/send';
import { newSigningKey, newSigningSecret } from '../../../webhooks/signature';

const ENDPOINT_ID = `we_${'0'.repeat(32)}`;
export const CLIENT_ID = 'vci_1';

export const event = (more: Partial<TenantEvent> = {}): TenantEvent => ({
  id: tenantEventId(CLIENT_ID, 'session/s/1'),
  type: 'session.completed',
  at: '2026-11-28T06:00:00.000Z',
  data: { session_id: 's', skill: 'xyz_sbx_#3.0', status: 'COMPLETED' },
  ...more,
});

/** IPv4 only, as the servers of these tests listen there. */
export const ipv4: LookupFunction = (hostname, options, callback) =>
  systemLookup(hostname, { ...options, family: 4 } as never, callback as never);

/** All that an attempt needs, with an endpoint of one secret. */
export function sending(agent: Partial<AgentOptions> = {}, more: Partial<SendDeps> = {}) {
  const keys = deriveKeys(newSecret());
  const sealer = createSealer(keys);
  const tokens = createTokens(keys);
  const secret = newSigningSecret();
  const { privateKey, publicKey } = newSigningKey();
  const credentials = new Map<string, Credentials>();
  const rules = { allowLoopback: agent.allowLoopback ?? true };
  const dispatcher = guardedAgent({ lookup: ipv4, ...agent, ...rules });
  const deps: SendDeps = {
    dispatcher,
    rules,
    sealer,
    tokens,
    credentials: { find: async (id) => credentials.get(id) },
    timeout: 10_000,
    clock: Date.now,
    ...more,
  };
  const endpoint = (url: string, changes: Partial<WebhookEndpoint> = {}): WebhookEndpoint => ({
    endpoint_id: ENDPOINT_ID,
    client_id: CLIENT_ID,
    url,
    events: ['*'],
    ordered: false,
    temp_token: false,
    enabled: true,
    secrets: [{ sealed: sealer.seal(secret, secretPlace(ENDPOINT_ID)) }],
    signing_key: { sealed: sealer.seal(privateKey, secretPlace(ENDPOINT_ID)), public_key: publicKey },
    created_at: new Date(),
    from: '',
    ...changes,
  });
  const sealed = (one: string) => sealer.seal(one, secretPlace(ENDPOINT_ID));
  return { deps, endpoint, secret, publicKey, sealed, tokens, credentials, close: () => dispatcher.destroy() };
}
