import { dress } from './clothes';

export const nudge = dress({
  name: 'nudge',
  story:
    'Decoupled only. The user name is needed with the consent and is a customer number: 8 digits, the first 3 or 4. ' +
    'PSU-User-Agent is needed too. Answers have texts for booleans and numbers. ' +
    'All history for 3 minutes after SCA, then 90 days: older is told as 401.',
  approaches: ['DECOUPLED'],
  traits: {
    start: 'implicit',
    psu_id_required: true,
    psu_id_pattern: '^[34][0-9]{7}$',
    required_headers: ['PSU-User-Agent'],
    texts_for_values: true,
    consent_kinds: ['global', 'bankOffered'],
    most_a_day: 4,
    history: { days: 90, window_ms: 3 * 60_000, refused_as: 'CONSENT_INVALID' },
  },
});
