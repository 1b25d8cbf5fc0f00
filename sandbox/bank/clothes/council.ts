import { dress } from './clothes';

export const council = dress({
  name: 'council',
  story:
    'Two signatories: after the first one’s SCA a consent is partiallyAuthorised and a payment PATC, until the ' +
    'second one (cosigner) decides on the phone. A cancellation is authorised too, and needs TPP-Redirect-URI.',
  approaches: ['REDIRECT', 'EMBEDDED'],
  traits: {
    second_signatory: { decides: 'on_phone' },
    cancellation: 'by_sca',
    cancellation_needs_uri: true,
  },
});
