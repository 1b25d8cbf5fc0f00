import { customerNumber } from './customer-number';
import { ACCOUNT_HABITS } from './habits/accounts';
import { CONSENT_HABITS } from './habits/consents';
import { LOST_ANSWERS } from './habits/lost-answers';
import { PAYMENT_HABITS } from './habits/payments';
import { COSIGNER, SCA_HABITS } from './habits/sca';
import { STATEMENT_HABITS } from './habits/statements';
import { TRANSPORT_HABITS } from './habits/transport';
import { photo, sms, type TestUser } from './user';

export const OTP = '123456';
export const PASSWORD = 'sandbox';
/** A payment to this account is rejected at once: RJCT. */
export const BLOCKED_IBAN = 'DE68999123456660006660';

/** The friendly users. Everyone’s password is `sandbox`, their one-time password `123456`. */
export const TEST_USERS: readonly TestUser[] = [
  { psu_id: 'user_redirect', approach: 'REDIRECT', story: 'Approves or declines on the login page of the bank.' },
  {
    psu_id: 'user_decoupled',
    approach: 'DECOUPLED',
    story: 'Approves or declines on the phone: here, the page /phone.',
  },
  {
    psu_id: 'user_embedded',
    approach: 'EMBEDDED',
    methods: [sms],
    story: 'Types a one-time password; there is one method.',
  },
  {
    psu_id: 'user_embedded_choice',
    approach: 'EMBEDDED',
    methods: [sms, photo],
    story: 'Chooses one of two methods, then types a one-time password.',
  },
  {
    psu_id: 'user_password',
    approach: 'EMBEDDED',
    methods: [sms],
    asks_password: true,
    story: 'Types the password, then a one-time password.',
  },
  {
    psu_id: 'user_declined',
    approach: 'DECOUPLED',
    decides_itself: { after_ms: 1000, approves: false },
    story: 'The phone declines by itself after 1 s: authentication fails.',
  },
  {
    psu_id: 'user_slow',
    approach: 'DECOUPLED',
    decides_itself: { after_ms: 8000, approves: true },
    story: 'The phone approves by itself after 8 s.',
  },
  { psu_id: 'user_bank_down', approach: 'REDIRECT', outage: 'always', story: 'The bank answers 503, always.' },
  {
    psu_id: 'user_flaky',
    approach: 'REDIRECT',
    outage: 'twice',
    story: 'The bank answers 503 twice for each operation, then does it.',
  },
  {
    psu_id: 'user_expired',
    approach: 'REDIRECT',
    traits: { expires_after_first_list: true },
    story: 'The consent expires as soon as the account list was read once: CONSENT_EXPIRED from then on.',
  },
  {
    psu_id: 'user_limit',
    approach: 'REDIRECT',
    traits: { limited: true },
    story: 'The account list can be read; balances and transactions answer 429 ACCESS_EXCEEDED.',
  },
  {
    psu_id: 'user_no_accounts',
    approach: 'REDIRECT',
    traits: { has_no_accounts: true },
    story: 'Has no payment account at all.',
  },
  {
    psu_id: 'user_payment_rejected',
    approach: 'REDIRECT',
    traits: {
      course: [
        ['ACTC', 0],
        ['RJCT', 1000],
      ],
      instant_course: [
        ['ACTC', 0],
        ['RJCT', 1000],
      ],
    },
    story: 'Payments are authorised, then rejected: RJCT.',
  },
  {
    psu_id: 'user_payment_slow',
    approach: 'REDIRECT',
    traits: {
      course: [
        ['ACTC', 0],
        ['ACSC', 20_000],
      ],
      instant_course: [
        ['ACTC', 0],
        ['ACCC', 20_000],
      ],
    },
    story: 'Payments settle after 20 s (everyone else’s after 1 s).',
  },
];

/** Test users by the kind of habit that they have: each may be played at every bank. */
export const HABIT_USERS: Readonly<Record<string, readonly TestUser[]>> = {
  'An answer is lost': LOST_ANSWERS,
  'Authentication goes another way': SCA_HABITS,
  Consents: CONSENT_HABITS,
  Payments: PAYMENT_HABITS,
  Accounts: ACCOUNT_HABITS,
  Statements: STATEMENT_HABITS,
  Transport: TRANSPORT_HABITS,
};

const everyone = [...TEST_USERS, ...Object.values(HABIT_USERS).flat(), COSIGNER];
const byId = new Map(everyone.flatMap((user) => [[user.psu_id, user] as const, [customerNumber(user), user] as const]));

/** The user of that name or customer number. */
export const findUser = (psu_id: string | undefined): TestUser | undefined => byId.get(psu_id ?? '');
