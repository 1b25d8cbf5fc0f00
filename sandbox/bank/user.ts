import type { Traits } from './traits/traits';

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
  /** Where the bank offers it; else it is the bank's first. */
  approach: Approach;
  methods?: ScaMethod[];
  /** The bank wants the password before the one-time password. */
  asks_password?: true;
  /** The phone decides by itself, so many milliseconds after it was asked. */
  decides_itself?: { after_ms: number; approves: boolean };
  /** 503: always, twice for each operation, or for a minute from the first request on, and again after ten. */
  outage?: 'always' | 'twice' | 'minute';
  /** What this user brings to every bank: stronger than the bank's own traits. */
  traits?: Partial<Traits>;
}

export const sms: ScaMethod = {
  authenticationType: 'SMS_OTP',
  authenticationMethodId: 'sms',
  name: 'SMS to the phone ending in 28',
  explanation: 'We send a code by SMS.',
};

export const photo: ScaMethod = {
  authenticationType: 'PHOTO_OTP',
  authenticationMethodId: 'photo',
  name: 'Photo code',
  explanation: 'Scan the picture with the app of the bank; it shows a code.',
};

export const chip: ScaMethod = {
  authenticationType: 'CHIP_OTP',
  authenticationMethodId: 'chip',
  name: 'Card and reader',
  explanation: 'Type the start code into the reader; it shows a code.',
};
