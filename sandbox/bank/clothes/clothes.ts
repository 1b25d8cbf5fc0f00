import { PLAIN, type Traits } from '../traits/traits';
import type { Approach } from '../user';

/** Where a bank's resources are, from the root of its address: templates as the router takes them. */
export interface Paths {
  consents: string;
  /** Without the payment product. */
  payments: string;
  accounts: string;
  transactions: string;
  payee_verifications: string;
  deposits: string;
}

/** One bank of the sandbox: its name, where it is, and how it differs from a plain one. */
export interface Clothes {
  name: string;
  /** What kind of bank it is, in a sentence or two: shown on the front page. */
  story: string;
  /** What `<PROVIDER>_BANK_URL` has after the sandbox's own address. */
  base: string;
  paths: Paths;
  /** Offered approaches, the bank's first choice first. */
  approaches: readonly [Approach, ...Approach[]];
  traits: Traits;
}

interface Description {
  name: string;
  story: string;
  base?: string;
  /** Below the base. */
  paths?: Partial<Paths>;
  approaches: Clothes['approaches'];
  traits?: Partial<Traits>;
}

const PLAIN_PATHS: Paths = {
  consents: '/v1/consents',
  payments: '/v1/payments',
  accounts: '/v1/accounts',
  transactions: '/v1/accounts/:account_id/transactions',
  payee_verifications: '/v1/payee-verifications',
  deposits: '/deposits/v1',
};

/** A bank from what is special about it. */
export function dress({ name, base = `/banks/${name}`, paths, traits, ...rest }: Description): Clothes {
  const below = Object.entries({ ...PLAIN_PATHS, ...paths }).map(([kind, path]) => [kind, base + path]);
  return { name, base, ...rest, paths: Object.fromEntries(below) as Paths, traits: { ...PLAIN, ...traits } };
}

/** A template with its variables put in: `/v1/accounts/:account_id` → `/v1/accounts/4711`. */
export const fill = (template: string, values: Record<string, string>): string =>
  template.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
