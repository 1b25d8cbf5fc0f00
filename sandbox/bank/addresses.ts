import type { Authorisation, SubjectKind } from './books';
import { fill } from './clothes/clothes';
import { bankOf } from './clothes/wardrobe';

const DEFAULT_PRODUCT = 'sepa-credit-transfers';

/** The bank's own name of a payment product, which stands in its paths. */
export const productPath = (row: { bank?: string }, product = DEFAULT_PRODUCT): string =>
  bankOf(row).traits.own_products[product] ?? product;

/** The path of a consent, payment or hold. */
export function subjectPath(kind: SubjectKind, row: { id: string; bank?: string; product?: string }): string {
  const { paths } = bankOf(row);
  if (kind === 'consents') return `${paths.consents}/${row.id}`;
  if (kind === 'holds') return `${paths.deposits}/holds/${row.id}`;
  return `${paths.payments}/${productPath(row, row.product)}/${row.id}`;
}

export const AUTHORISATIONS: Record<SubjectKind, string> = {
  consents: 'authorisations',
  payments: 'authorisations',
  cancellations: 'cancellation-authorisations',
  holds: 'authorisations',
};

/** The path of an authorisation: what its status is read at, and its data PUT to. */
export const scaStatusPath = ({ kind, subject_id, id, ...row }: Authorisation): string =>
  `${subjectPath(kind, { ...row, id: subject_id })}/${AUTHORISATIONS[kind]}/${id}`;

export const accountPath = (row: { bank?: string }, account_id: string): string =>
  `${bankOf(row).paths.accounts}/${encodeURIComponent(account_id)}`;

export const transactionsPath = (row: { bank?: string }, account_id: string): string =>
  fill(bankOf(row).paths.transactions, { account_id });
