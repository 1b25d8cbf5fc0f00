import { Refusal } from './refusal';

export type Approach = 'REDIRECT' | 'DECOUPLED' | 'EMBEDDED';

/** NextGenPSD2 `authenticationObject`. */
export interface ScaMethod {
  authenticationType: string;
  authenticationMethodId: string;
  name: string;
  explanation: string;
}

export interface TestUser {
  psu_id: string;
  /** What happens to this user, in a sentence: shown on the front page. */
  story: string;
  approach: Approach;
  methods?: ScaMethod[];
  /** The bank wants the password before the one-time password. */
  asks_password?: true;
  /** The phone decides by itself, so many milliseconds after it was asked. */
  decides_itself?: { after_ms: number; approves: boolean };
  /** 503: always, or twice for each operation. */
  outage?: 'always' | 'twice';
  expires_after_first_list?: true;
  limited?: true;
  has_no_accounts?: true;
  payment?: { settles_after_ms: number; rejected?: true };
}

export const OTP = '123456';
export const PASSWORD = 'sandbox';
/** A payment to this account is rejected at once: RJCT. */
export const BLOCKED_IBAN = 'DE68999123456660006660';

const sms: ScaMethod = {
  authenticationType: 'SMS_OTP',
  authenticationMethodId: 'sms',
  name: 'SMS to the phone ending in 28',
  explanation: 'We send a code by SMS.',
};
const photo: ScaMethod = {
  authenticationType: 'PHOTO_OTP',
  authenticationMethodId: 'photo',
  name: 'Photo code',
  explanation: 'Scan the picture with the app of the bank; it shows a code.',
};

/** Everyone who has an account at this bank. Their password is `sandbox`, their one-time password `123456`. */
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
    expires_after_first_list: true,
    story: 'The consent expires as soon as the account list was read once: CONSENT_EXPIRED from then on.',
  },
  {
    psu_id: 'user_limit',
    approach: 'REDIRECT',
    limited: true,
    story: 'The account list can be read; balances and transactions answer 429 ACCESS_EXCEEDED.',
  },
  { psu_id: 'user_no_accounts', approach: 'REDIRECT', has_no_accounts: true, story: 'Has no payment account at all.' },
  {
    psu_id: 'user_payment_rejected',
    approach: 'REDIRECT',
    payment: { settles_after_ms: 1000, rejected: true },
    story: 'Payments are authorised, then rejected: RJCT.',
  },
  {
    psu_id: 'user_payment_slow',
    approach: 'REDIRECT',
    payment: { settles_after_ms: 20_000 },
    story: 'Payments settle after 20 s (everyone else’s after 1 s).',
  },
];

const byId = new Map(TEST_USERS.map((user) => [user.psu_id, user]));

export const findUser = (psu_id: string | undefined): TestUser | undefined => byId.get(psu_id ?? '');

/** @throws Refusal 401 PSU_CREDENTIALS_INVALID where the bank doesn't know the user */
export function knownUser(psu_id: string): TestUser {
  const user = findUser(psu_id);
  if (!user) throw new Refusal(401, 'PSU_CREDENTIALS_INVALID', 'This bank does not know the user.', { path: 'PSU-ID' });
  return user;
}

/** A user who wasn't named yet identifies at the login page. */
export const approachFor = (user: TestUser | undefined): Approach => user?.approach ?? 'REDIRECT';
