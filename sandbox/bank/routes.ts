import { Router } from 'express';
import * as accounts from './accounts';
import { authorisationOperations } from './authorisations';
import type { Bank, SubjectKind } from './books';
import * as consents from './consents';
import * as deposits from './deposits';
import { type Operation, operation, send } from './operation';
import type { Outages } from './outages';
import * as payments from './payments';
import { refusal } from './refusal';
import * as transactions from './transactions';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Routes = Record<string, Partial<Record<Method, Operation>>>;

const authorisations = (path: string, kind: SubjectKind): Routes => {
  const { begin, list, read, update } = authorisationOperations(kind);
  return {
    [`${path}/authorisations`]: { POST: begin, GET: list },
    [`${path}/authorisations/:authorisation_id`]: { GET: read, PUT: update },
  };
};

const ROUTES: Routes = {
  '/psd2/v1/consents': { POST: consents.create },
  '/psd2/v1/consents/:consent_id': { GET: consents.read, DELETE: consents.remove },
  '/psd2/v1/consents/:consent_id/status': { GET: consents.status },
  ...authorisations('/psd2/v1/consents/:consent_id', 'consents'),
  '/psd2/v1/payments/sepa-credit-transfers': { POST: payments.initiate },
  '/psd2/v1/payments/sepa-credit-transfers/:payment_id': { GET: payments.read, DELETE: payments.cancel },
  '/psd2/v1/payments/sepa-credit-transfers/:payment_id/status': { GET: payments.status },
  ...authorisations('/psd2/v1/payments/sepa-credit-transfers/:payment_id', 'payments'),
  '/psd2/v1/accounts': { GET: accounts.list },
  '/psd2/v1/accounts/:account_id': { GET: accounts.read },
  '/psd2/v1/accounts/:account_id/balances': { GET: accounts.balances },
  '/psd2/v1/accounts/:account_id/transactions': { GET: transactions.list },
  '/psd2/v1/accounts/:account_id/transactions/:transaction_id': { GET: transactions.read },
  '/deposits/v1/quotes': { POST: deposits.quote },
  '/deposits/v1/holds': { POST: deposits.hold },
  '/deposits/v1/holds/:hold_id': { GET: deposits.readHold, DELETE: deposits.release },
  '/deposits/v1/holds/by-request/:request_id': { DELETE: deposits.releaseByRequest },
  '/deposits/v1/holds/:hold_id/deposit': { POST: deposits.open },
  ...authorisations('/deposits/v1/holds/:hold_id', 'holds'),
};

/** The bank's two APIs: NextGenPSD2 under /psd2/v1, its own deposits under /deposits/v1. */
export function api(bank: Bank): Router {
  const router = Router();
  const outages: Outages = new Map();
  for (const [path, operations] of Object.entries(ROUTES)) {
    const Allow = Object.keys(operations).join(', ');
    router.all(path, (req, res, next) => {
      const run = operations[req.method as Method];
      if (run) return operation(bank, outages, run)(req, res, next);
      return send(res, refusal(405, 'SERVICE_INVALID', 'This resource has no such method.', { headers: { Allow } }));
    });
  }
  router.all(['/psd2/v1/:service/:product', '/psd2/v1/:service/:product/{*rest}'], (_req, res) =>
    send(res, refusal(404, 'PRODUCT_UNKNOWN', 'This bank does not offer that.')),
  );
  router.all(['/psd2/{*rest}', '/deposits/{*rest}'], (_req, res) =>
    send(res, refusal(404, 'RESOURCE_UNKNOWN', 'There is no such resource.')),
  );
  return router;
}
