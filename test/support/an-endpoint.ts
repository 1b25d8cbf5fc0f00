import type { WebhookEndpoint } from '../../store/store';

/** A webhook endpoint that takes every event, without its secrets. */
export const anEndpoint = (more: Partial<WebhookEndpoint> = {}): Omit<WebhookEndpoint, 'secrets'> => ({
  endpoint_id: 'we_1',
  client_id: 'vci_1',
  url: 'https://shop.example/hooks',
  events: ['*'],
  ordered: false,
  temp_token: false,
  enabled: true,
  signing_key: { sealed: { $sealed: 'key' }, public_key: 'whpk_1' },
  created_at: new Date(),
  from: '',
  ...more,
});
