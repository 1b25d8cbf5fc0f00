import { chip, type TestUser } from '../user';
import { habit } from './habit';

/** Authentication that goes other ways than the plain one. */
export const SCA_HABITS: readonly TestUser[] = [
  habit(
    'late_status',
    'After finalised, three reads of the consent’s or payment’s status are as before SCA.',
    { lag: { reads: 3 } },
    'EMBEDDED',
  ),
  habit('late_status_redirect', 'The same with the redirect approach.', { lag: { reads: 3 } }),
  habit(
    'late_status_minute',
    'Consent and payment status are as before SCA for a minute.',
    { lag: { ms: 60_000 } },
    'EMBEDDED',
  ),
  habit('wrong_otp_bare', 'A wrong one-time password: 401 without a body.', { wrong_otp: 'bare' }, 'EMBEDDED'),
  habit(
    'wrong_otp_format',
    'A wrong one-time password: 400 FORMAT_ERROR on scaAuthenticationData.',
    { wrong_otp: 'format_error' },
    'EMBEDDED',
  ),
  habit(
    'wrong_otp_final',
    'A wrong one-time password is the last: the next PUT is 409 STATUS_INVALID, scaStatus failed.',
    { wrong_otp: 'final' },
    'EMBEDDED',
  ),
  habit(
    'sca_gone',
    'GET and PUT of an authorisation are 403 RESOURCE_UNKNOWN once it is over.',
    { sca_gone: 403 },
    'EMBEDDED',
  ),
  habit('sca_gone_404', 'GET and PUT of an authorisation are 404 RESOURCE_UNKNOWN once it is over.', { sca_gone: 404 }),
  habit(
    'polls_429',
    'Every other read of scaStatus is 429 without Retry-After.',
    { polls_refused: { status: 429 } },
    'DECOUPLED',
  ),
  habit(
    'polls_403',
    'Every other read of scaStatus is 403 SERVICE_BLOCKED.',
    { polls_refused: { status: 403 } },
    'DECOUPLED',
  ),
  habit(
    'polls_900',
    'Every other read of scaStatus is 429 with Retry-After: 900.',
    { polls_refused: { status: 429, retry_after: 900 } },
    'DECOUPLED',
  ),
  {
    ...habit('chip_tan', 'Types a start code into a reader: challengeData.data, sent once only.', {}, 'EMBEDDED'),
    methods: [chip],
  },
  {
    ...habit('no_sca_method', 'Has no method of authentication: SCA fails after the password.', { no_methods: true }),
    approach: 'EMBEDDED',
    asks_password: true,
  },
  habit(
    'encrypted_only',
    'Only startAuthorisationWithEncryptedPsuAuthentication is offered.',
    { encrypted_password: true },
    'EMBEDDED',
  ),
  habit('unconfirmed', 'After the redirect unconfirmed: confirmationCode in the return address is to be PUT.', {
    confirmation_parameter: 'confirmationCode',
  }),
  habit('unconfirmed_adorsys', 'The same, with the code in authConfirmationCode.', {
    confirmation_parameter: 'authConfirmationCode',
  }),
  habit('short_tokens', 'At an OAuth bank: access tokens last 20 s.', { token_ms: 20_000 }),
  habit('two_signatories', 'A second signatory (cosigner) decides on the phone after the first one.', {
    second_signatory: { decides: 'on_phone' },
  }),
  habit(
    'two_signatories_soon',
    'A second signatory approves by itself 2 s after the first one.',
    { second_signatory: { decides: 'by_itself', after_ms: 2000, approves: true } },
    'EMBEDDED',
  ),
  habit('two_signatories_declined', 'A second signatory declines by itself 1 s after the first one.', {
    second_signatory: { decides: 'by_itself', after_ms: 1000, approves: false },
  }),
];

/** The second signatory of the users above and of the bank council. */
export const COSIGNER: TestUser = {
  psu_id: 'cosigner',
  story: 'Decides second, on the phone, where two signatories are needed.',
  approach: 'DECOUPLED',
};
