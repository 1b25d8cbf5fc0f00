import { dress } from './clothes';

export const crossroads = dress({
  name: 'crossroads',
  story:
    'Built like adorsys XS2A: embedded first, redirect with TPP-Redirect-Preferred: true; no global consent; ' +
    'X-Request-ID a UUID of version 1 to 5; redirect addresses up to 255 characters (500); one read of a consent at ' +
    'a time (500); fields refused without a path; cancellation by SCA with TPP-Redirect-URI.',
  approaches: ['EMBEDDED', 'REDIRECT', 'DECOUPLED'],
  traits: {
    heeds_redirect_preferred: true,
    strict_request_ids: true,
    longest_redirect_uri: 255,
    one_at_a_time: true,
    answer_ms: 50,
    consent_kinds: ['bankOffered', 'detailed', 'availableAccounts'],
    debtor_required: true,
    bare_refusals: true,
    cancellation: 'by_sca',
    cancellation_needs_uri: true,
  },
});
