import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { isIban } from './iban';
import { Refusal } from './refusal';

const ajv = addFormats(new Ajv({ allErrors: false, strict: true }));
ajv.addFormat('iban', isIban);

const account = {
  type: 'object',
  properties: { iban: { type: 'string', format: 'iban' }, currency: { type: 'string', pattern: '^[A-Z]{3}$' } },
} as const;
const accounts = { type: 'array', items: account, maxItems: 50 } as const;
const all = { enum: ['allAccounts', 'allAccountsWithOwnerName'] } as const;

const consent = ajv.compile({
  type: 'object',
  required: ['access', 'recurringIndicator', 'validUntil', 'frequencyPerDay', 'combinedServiceIndicator'],
  properties: {
    access: {
      type: 'object',
      minProperties: 1,
      properties: {
        accounts,
        balances: accounts,
        transactions: accounts,
        availableAccounts: all,
        availableAccountsWithBalance: all,
        allPsd2: all,
      },
    },
    recurringIndicator: { type: 'boolean' },
    validUntil: { type: 'string', format: 'date' },
    frequencyPerDay: { type: 'integer', minimum: 1 },
    combinedServiceIndicator: { type: 'boolean' },
  },
});

const payment = ajv.compile({
  type: 'object',
  required: ['instructedAmount', 'creditorAccount', 'creditorName'],
  properties: {
    endToEndIdentification: { type: 'string', maxLength: 35 },
    // The official description requires it; this bank lets the user pay from the main account where it is left out.
    debtorAccount: account,
    instructedAmount: {
      type: 'object',
      required: ['currency', 'amount'],
      properties: {
        currency: { const: 'EUR' },
        amount: { type: 'string', pattern: '^(?=.*[1-9])[0-9]{1,14}(\\.[0-9]{1,2})?$' },
      },
    },
    creditorAccount: { ...account, required: ['iban'] },
    creditorName: { type: 'string', minLength: 1, maxLength: 70 },
    remittanceInformationUnstructured: { type: 'string', maxLength: 140 },
    requestedExecutionDate: { type: 'string', format: 'date' },
  },
});

const value = { type: 'string', pattern: '^[1-9][0-9]{0,11}(\\.[0-9]{1,2})?$' } as const;
const currency = { enum: ['EUR', 'RON'] } as const;

const quote = ajv.compile({
  type: 'object',
  required: ['value', 'currency', 'period'],
  properties: { value, currency, period: { enum: ['3', '6', '12'] } },
});

const hold = ajv.compile({
  type: 'object',
  required: ['quoteId', 'value', 'currency'],
  properties: { quoteId: { type: 'string', maxLength: 64 }, value, currency },
});

const payee = ajv.compile({
  type: 'object',
  required: ['creditorAccount', 'creditorName'],
  properties: {
    creditorAccount: { ...account, required: ['iban'] },
    creditorName: { type: 'string', minLength: 1, maxLength: 140 },
  },
});

const SCHEMAS = { consent, payment, quote, hold, payee };

/** The body, known to fit. @throws Refusal 400 FORMAT_ERROR that names the field */
export function check<T>(kind: keyof typeof SCHEMAS, body: unknown): T {
  const validate: ValidateFunction = SCHEMAS[kind];
  if (validate(body)) return body as T;
  const [error] = validate.errors ?? [];
  const missing = error?.keyword === 'required' ? [String(error.params.missingProperty)] : [];
  const path = [...(error?.instancePath.split('/').slice(1) ?? []), ...missing].join('.');
  throw new Refusal(400, 'FORMAT_ERROR', `The ${kind} ${error?.message ?? 'is malformed'}.`, path ? { path } : {});
}
