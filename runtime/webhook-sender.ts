import type { Sealer } from '../security/seal';
import type { Tokens } from '../security/tokens';
import type { Store } from '../store/store';
import { guardedAgent } from '../webhooks/guarded-agent';
import type { SendDeps } from '../webhooks/send';
import type { ProcessSettings } from './settings';

type WebhookSettings = Pick<ProcessSettings, 'webhook_allow_loopback' | 'webhook_timeout'>;

/** What sends events to tenants in a process of ours. Its dispatcher has to be closed. */
export function createSender(
  { webhook_allow_loopback, webhook_timeout }: WebhookSettings,
  { sealer, tokens, store }: { sealer: Sealer; tokens: Tokens; store: Pick<Store, 'credentials'> },
): SendDeps {
  const rules = { allowLoopback: webhook_allow_loopback };
  return {
    dispatcher: guardedAgent(rules),
    rules,
    sealer,
    tokens,
    credentials: store.credentials,
    timeout: webhook_timeout,
    clock: Date.now,
  };
}
