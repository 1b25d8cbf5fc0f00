import type { BankProfile } from '../../../connectors/berlin-group/profile';

/** An operation of the standard, and what stands for its path's variables. */
interface At {
  operation: string;
  values: Record<string, string>;
  /** Of a payment: service and product as the bank has them. */
  product?: Record<string, string>;
}

const AUTHORISATIONS = ['/authorisations', '/cancellation-authorisations'].flatMap((name) => [
  name,
  `${name}/{authorisationId}`,
]);
/** Below a resource of the profile: the official path, by which of our paths it begins with. */
const BELOW: [
  path: 'consents' | 'payments' | 'accounts' | 'transactions' | 'balances',
  official: string,
  tail: string,
][] = [
  ...['', '/{consentId}', '/{consentId}/status'].map((tail) => ['consents', '/v1/consents', tail] as const),
  ...AUTHORISATIONS.map((tail) => ['consents', '/v1/consents', `/{consentId}${tail}`] as const),
  ['balances', '/v1/accounts/{account-id}/balances', ''],
  ['transactions', '/v1/accounts/{account-id}/transactions', ''],
  ['transactions', '/v1/accounts/{account-id}/transactions', '/{transactionId}'],
  ['accounts', '/v1/accounts', ''],
  ['accounts', '/v1/accounts', '/{account-id}'],
  ...['', '/{paymentId}', '/{paymentId}/status', ...AUTHORISATIONS.map((tail) => `/{paymentId}${tail}`)].map(
    (tail) => ['payments', '/v1/{payment-service}/{payment-product}', tail] as const,
  ),
].map((row) => row as (typeof BELOW)[number]);

/** Our variables in a profile's paths, by the standard's names. */
const NAMES: Record<string, string> = {
  account_id: 'account-id',
  service: 'payment-service',
  product: 'payment-product',
};

/** The operation at a path below a bank's address; the profile's paths say where the standard's resources are. */
export function operationAt({ paths, variables }: BankProfile, method: string, path: string): At | undefined {
  for (const [resource, official, tail] of BELOW) {
    const names: string[] = [];
    const pattern = `${paths[resource]}${tail}`.replace(/\{([^}]+)\}/g, (_, name: string) => {
      if (variables[name] !== undefined) return variables[name];
      names.push(NAMES[name] ?? name);
      return '([^/]+)';
    });
    const found = new RegExp(`^${pattern}$`).exec(path);
    if (!found) continue;
    const values = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')]));
    return { operation: `${method} ${official}${tail}`, values };
  }
  return undefined;
}
