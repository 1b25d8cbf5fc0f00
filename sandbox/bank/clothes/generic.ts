import { dress } from './clothes';

/**
 * Whether the generic bank still gives the first answer again to an X-Request-ID that comes again, as no real bank
 * does. The one switch: `false` makes a second resource of a second POST.
 */
const REPLAYS = true;

export const generic = dress({
  name: 'generic',
  story: 'A friendly bank that follows the standard and has every product. Each user has an approach of their own.',
  base: '/psd2',
  approaches: ['REDIRECT', 'DECOUPLED', 'EMBEDDED'],
  traits: {
    request_id_again: REPLAYS ? 'replay' : 'again',
    products: ['sepa-credit-transfers', 'instant-sepa-credit-transfers'],
    payee_verification: 'offered',
  },
});
