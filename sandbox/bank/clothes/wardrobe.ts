import type { Traits } from '../traits/traits';
import { findUser } from '../users';
import type { Clothes } from './clothes';
import { confirm } from './confirm';
import { council } from './council';
import { crossroads } from './crossroads';
import { danube } from './danube';
import { gateway } from './gateway';
import { generic } from './generic';
import { ledgerxml } from './ledgerxml';
import { lockbox } from './lockbox';
import { notary } from './notary';
import { nudge } from './nudge';
import { pager } from './pager';
import { prompt } from './prompt';
import { relay } from './relay';
import { roster } from './roster';
import { swift } from './swift';
import { tollgate } from './tollgate';
import { tortoise } from './tortoise';
import { signet, turnstile } from './turnstile';

/** Every bank of the sandbox; the generic one first. */
export const BANKS: readonly Clothes[] = [
  generic,
  pager,
  lockbox,
  nudge,
  gateway,
  tollgate,
  danube,
  turnstile,
  relay,
  roster,
  ledgerxml,
  swift,
  prompt,
  tortoise,
  notary,
  signet,
  council,
  confirm,
  crossroads,
];

const byName = new Map(BANKS.map((bank) => [bank.name, bank]));

/** The bank that a row of the books belongs to; rows without a name are the generic bank's. */
export const bankOf = ({ bank }: { bank?: string }): Clothes => byName.get(bank ?? '') ?? generic;

/** What holds for a user at a bank: the user's own traits are stronger than the bank's. */
export const traitsAt = (bank: Clothes, psu_id: string | undefined): Traits => ({
  ...bank.traits,
  ...findUser(psu_id)?.traits,
});

/** What holds for a consent, payment, hold or authorisation. */
export const traitsOf = (row: { bank?: string; psu_id?: string }): Traits => traitsAt(bankOf(row), row.psu_id);
