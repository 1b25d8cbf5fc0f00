import { dress } from './clothes';

export const lockbox = dress({
  name: 'lockbox',
  story:
    'Embedded only: password, then one-time password. Says only with the password that it does not know a user. ' +
    'Recurring consents of at most 90 days; an X-Request-ID that comes again is refused.',
  approaches: ['EMBEDDED'],
  traits: {
    start: 'explicit',
    asks_password: true,
    unknown_user_told_late: true,
    psu_id_required: true,
    recurring_only: true,
    longest_days: 90,
    too_long: 'refused',
    most_a_day: 4,
    request_id_again: 'refused',
    booking_statuses: ['booked', 'both'],
  },
});
