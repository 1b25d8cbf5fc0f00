import { ConnectorError } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import { normalIban } from '../../kit/formats/iban';
import type { BankProfile, ConsentKind } from './profile';
import type { BankRefusal } from './refusal';

/** What a skill may ask of a consent, within what the bank allows. */
export interface ConsentWishes {
  /** For how many days; without it, what the profile says. */
  valid_days?: number;
  /** Read once, and over. */
  one_off?: boolean;
  /** IBANs: only these accounts. */
  accounts?: string[];
  /** What for; without it, everything. */
  access?: ('accounts' | 'balances' | 'transactions')[];
}

/** One way to ask: which kind of consent, for how many days (0: as long as the bank allows), how often a day. */
interface Variant {
  kind: ConsentKind;
  days: number;
  frequency: number;
}

/** '9999-12-31' is the standard's way to ask for as long as the bank allows. */
const FOR_EVER = '9999-12-31';
const DAY = 24 * 3_600_000;
const ALL = ['accounts', 'balances', 'transactions'] as const;
const MAX_TRIES = 5;

/** The bank takes only consents that name the user's accounts, and none were given. */
const accountsNeeded = (cause?: unknown) =>
  new ConnectorError('ais.accounts_needed', 'The bank wants the accounts to be named.', { cause });

/**
 * The ways to ask this bank for this consent, best first: what the profile says, then what a bank may still take if it
 * refuses that. Throws `ConnectorError` `ais.accounts_needed` where the accounts have to be named.
 */
export function variantsOf(profile: BankProfile, wishes: ConsentWishes): [Variant, ...Variant[]] {
  const { kinds, valid_days, max_days, fallback_days, frequency } = profile.consent;
  const named = wishes.accounts !== undefined && wishes.accounts.length > 0;
  const partial = wishes.access !== undefined && wishes.access.length < ALL.length;
  const usable = named
    ? (['detailed'] as const)
    : kinds.filter((kind) => kind !== 'detailed' && !(partial && kind === 'global' && kinds.length > 1));
  const [first, ...others] = usable;
  if (first === undefined || (profile.psu.iban_first && !named)) throw accountsNeeded();
  const wished = wishes.valid_days ?? valid_days;
  const days = max_days > 0 ? Math.min(wished || max_days, max_days) : wished;
  const times = wishes.one_off && profile.consent.recurring !== 'always' ? 1 : frequency;
  const shorter = days === 0 || days > fallback_days ? [fallback_days] : [];
  const variants = [first, ...others].flatMap((kind) =>
    [days, ...shorter].map((each): Variant => ({ kind, days: each, frequency: times })),
  );
  return variants.slice(0, MAX_TRIES) as [Variant, ...Variant[]];
}

/** Whether a consent for the list of accounts comes before the one that is wanted, for nobody has named any. */
export const isListFirst = ({ consent }: BankProfile, { accounts = [] }: ConsentWishes): boolean =>
  consent.list_first && accounts.length === 0;

/** A consent for the list of accounts, to be read once. */
export const listConsentBody = ({ consent }: BankProfile): JsonObject => ({
  access: { availableAccounts: 'allAccounts' },
  recurringIndicator: false,
  validUntil: new Date(Date.now() + DAY).toISOString().slice(0, 10),
  frequencyPerDay: consent.frequency_as_text ? '1' : 1,
  combinedServiceIndicator: consent.combined_service,
});

export function consentBody(
  profile: BankProfile,
  wishes: ConsentWishes,
  { kind, days, frequency }: Variant,
): JsonObject {
  const { recurring, frequency_as_text, combined_service } = profile.consent;
  const isRecurring = recurring === 'always' || (recurring === 'any' && wishes.one_off !== true);
  const times = isRecurring ? frequency : 1;
  return {
    access: accessOf(kind, wishes),
    recurringIndicator: isRecurring,
    validUntil: days === 0 ? FOR_EVER : new Date(Date.now() + days * DAY).toISOString().slice(0, 10),
    frequencyPerDay: frequency_as_text ? String(times) : times,
    combinedServiceIndicator: combined_service,
  };
}

function accessOf(kind: ConsentKind, { accounts = [], access = [...ALL] }: ConsentWishes): JsonObject {
  if (kind === 'global') return { allPsd2: 'allAccounts' };
  if (kind === 'available_accounts') return { availableAccounts: 'allAccounts' };
  const named = kind === 'detailed' ? accounts.map((iban) => ({ iban: normalIban(iban) })) : [];
  return Object.fromEntries(access.map((purpose) => [purpose, named]));
}

/** Refusals that speak of the user or of us, not of how the consent was asked for. */
const NOT_ABOUT_IT = /^(PSU_|CERTIFICATE_|SIGNATURE_|TOKEN_|ROLE_|CORPORATE_|SERVICE_BLOCKED|ACCESS_EXCEEDED)/;

/**
 * The next way to ask after a refusal; `undefined` where another way would not help. A refused date is asked for
 * differently with the same kind, a refused kind with another.
 */
export function nextVariant(
  [tried, ...rest]: readonly [Variant, ...Variant[]],
  refusal: BankRefusal,
): [Variant, ...Variant[]] | undefined {
  const isAboutIt =
    [400, 403, 405, 422].includes(refusal.status) && !refusal.tppCodes.some((code) => NOT_ABOUT_IT.test(code));
  if (!isAboutIt) return undefined;
  if (isAbout(/frequency/i, refusal) && tried.frequency > 1) return [{ ...tried, frequency: 1 }, ...rest];
  const left = isAboutKind(refusal) ? rest.filter(({ kind }) => kind !== tried.kind) : rest;
  return left.length > 0 ? (left as [Variant, ...Variant[]]) : undefined;
}

const isAbout = (field: RegExp, { paths }: BankRefusal): boolean => paths.some((path) => field.test(path));
const isAboutKind = (refusal: BankRefusal): boolean =>
  isAbout(/access|allPsd2/i, refusal) || refusal.says('SERVICE_INVALID');

/**
 * What a refusal of the last way to ask comes to. Where the bank refused each kind that names no account, and has
 * consents that do, the user is asked for theirs.
 */
export function refusedAtLast(
  { consent: { kinds } }: BankProfile,
  { accounts = [] }: ConsentWishes,
  refusal: BankRefusal,
): ConnectorError {
  const mayName = kinds.includes('detailed') && accounts.length === 0;
  return mayName && isAboutKind(refusal) ? accountsNeeded(refusal) : refusal;
}
