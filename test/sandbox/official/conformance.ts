import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { Clothes } from '../../../sandbox/bank/clothes/clothes';
import official from './answers-1.3.11.json';

const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
ajv.addSchema({ $id: 'official', schemas: official.schemas });

const inOfficial = (schema: unknown): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/schemas/', '"official#/schemas/')) as object;

const compiled = new Map<string, ValidateFunction>();

function validatorFor(operation: string, status: number): ValidateFunction | undefined {
  const answers = (official.answers as Record<string, Record<string, unknown>>)[operation];
  const schema = answers?.[String(status)];
  if (!schema) return undefined;
  const key = `${operation} ${status}`;
  const known = compiled.get(key) ?? ajv.compile(inOfficial(schema));
  compiled.set(key, known);
  return known;
}

const variable = (template: string): string => template.replaceAll(/:[a-z_]+/g, '[^/]+');

/** The standard's operation that a request at a bank is, by the bank's own paths. */
export function operationOf({ paths }: Clothes, method: string, path: string): string | undefined {
  const [plain = ''] = path.replace(/^https?:\/\/[^/]+/, '').split('?');
  const account = `${paths.accounts}/[^/]+`;
  const PAYMENT = '/v1/{payment-service}/{payment-product}';
  const templates: [RegExp, string][] = [
    [new RegExp(`^${variable(paths.transactions)}/[^/]+$`), '/v1/accounts/{account-id}/transactions/{transactionId}'],
    [new RegExp(`^${variable(paths.transactions)}$`), '/v1/accounts/{account-id}/transactions'],
    [new RegExp(`^${account}/balances$`), '/v1/accounts/{account-id}/balances'],
    [new RegExp(`^${account}$`), '/v1/accounts/{account-id}'],
    [new RegExp(`^${paths.accounts}$`), '/v1/accounts'],
    ...below(paths.consents, '/v1/consents', '{consentId}'),
    ...below(`${paths.payments}/[^/]+`, PAYMENT, '{paymentId}'),
  ];
  const found = templates.find(([pattern]) => pattern.test(plain));
  return found && `${method} ${found[1]}`;
}

const below = (path: string, official: string, id: string): [RegExp, string][] => [
  [new RegExp(`^${path}$`), official],
  [new RegExp(`^${path}/[^/]+$`), `${official}/${id}`],
  [new RegExp(`^${path}/[^/]+/status$`), `${official}/${id}/status`],
  ...['authorisations', 'cancellation-authorisations'].flatMap((name): [RegExp, string][] => [
    [new RegExp(`^${path}/[^/]+/${name}$`), `${official}/${id}/${name}`],
    [new RegExp(`^${path}/[^/]+/${name}/[^/]+$`), `${official}/${id}/${name}/{authorisationId}`],
  ]),
];

/** What is wrong with an answer by the official description; nothing where that says nothing of it. */
export function faults(clothes: Clothes, method: string, path: string, status: number, body: unknown): string[] {
  const operation = operationOf(clothes, method, path);
  const validate = operation ? validatorFor(operation, status) : undefined;
  if (!operation) return [`${method} ${path}: no operation of the standard`];
  if (!validate || validate(body)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${operation} ${status}: ${instancePath} ${message}`,
  );
}
