import { Router } from 'express';
import * as accounts from './accounts';
import { AUTHORISATIONS } from './addresses';
import { authorisationOperations } from './authorisations';
import type { Bank, SubjectKind } from './books';
import { cancel } from './cancellation';
import type { Clothes } from './clothes/clothes';
import * as consents from './consents';
import { send } from './deliver';
import * as deposits from './deposits';
import { type Operation, operation } from './operation';
import { verifyPayee } from './payee-verification';
import * as payments from './payments';
import { refusal } from './refusal';
import * as transactions from './transactions';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Routes = Record<string, Partial<Record<Method, Operation>>>;

function authorisations(path: string, kind: SubjectKind): Routes {
  const { begin, list, read, update } = authorisationOperations(kind);
  const resource = `${path}/${AUTHORISATIONS[kind]}`;
  return { [resource]: { POST: begin, GET: list }, [`${resource}/:authorisation_id`]: { GET: read, PUT: update } };
}

function paymentRoutes({ paths, traits }: Clothes): Routes {
  const routes = traits.products.map((product): Routes => {
    const path = `${paths.payments}/${traits.own_products[product] ?? product}`;
    const one = `${path}/:payment_id`;
    return {
      [path]: { POST: payments.initiate(product) },
      [one]: { GET: payments.read, DELETE: cancel },
      [`${one}/status`]: { GET: payments.status },
      ...authorisations(one, 'payments'),
      ...authorisations(one, 'cancellations'),
    };
  });
  return Object.assign({}, ...routes) as Routes;
}

/** The generic bank's deposits from before it had a base path: the same resources at another address. */
const FORMER_DEPOSITS = '/deposits/v1';

function depositRoutes(path: string): Routes {
  return {
    [`${path}/quotes`]: { POST: deposits.quote },
    [`${path}/holds`]: { POST: deposits.hold },
    [`${path}/holds/:hold_id`]: { GET: deposits.readHold, DELETE: deposits.release },
    [`${path}/holds/by-request/:request_id`]: { DELETE: deposits.releaseByRequest },
    [`${path}/holds/:hold_id/deposit`]: { POST: deposits.open },
    ...authorisations(`${path}/holds/:hold_id`, 'holds'),
  };
}

const consentRoutes = (all: string, one: string): Routes => ({
  [all]: { POST: consents.create },
  [one]: { GET: consents.read, DELETE: consents.remove },
  [`${one}/status`]: { GET: consents.status },
  ...authorisations(one, 'consents'),
});

function routesOf(clothes: Clothes): Routes {
  const { paths, traits } = clothes;
  const consent = `${paths.consents}/:consent_id`;
  const hasConsents = traits.oauth?.sign_in !== 'only';
  return {
    ...(hasConsents && consentRoutes(paths.consents, consent)),
    ...paymentRoutes(clothes),
    [paths.payee_verifications]: { POST: verifyPayee },
    [paths.accounts]: { GET: accounts.list },
    [`${paths.accounts}/:account_id`]: { GET: accounts.read },
    [`${paths.accounts}/:account_id/balances`]: { GET: accounts.balances },
    [paths.transactions]: { GET: transactions.list },
    [`${paths.transactions}/download`]: { GET: transactions.download },
    [`${paths.transactions}/:transaction_id`]: { GET: transactions.read },
    ...depositRoutes(paths.deposits),
    ...(clothes.name === 'generic' && depositRoutes(FORMER_DEPOSITS)),
  };
}

/** One bank's APIs: NextGenPSD2 and its own deposits, where its clothes say. */
export function api(bank: Bank, clothes: Clothes): Router {
  const router = Router();
  for (const [path, operations] of Object.entries(routesOf(clothes))) {
    const Allow = Object.keys(operations).join(', ');
    router.all(path, (req, res, next) => {
      const run = operations[req.method as Method];
      if (run) return operation(bank, clothes, run)(req, res, next);
      return send(res, refusal(405, 'SERVICE_INVALID', 'This resource has no such method.', { headers: { Allow } }));
    });
  }
  const { payments: services } = clothes.paths;
  router.all([`${services}/:product`, `${services}/:product/{*rest}`], (_req, res) =>
    send(res, refusal(404, 'PRODUCT_UNKNOWN', 'This bank does not offer that.')),
  );
  router.all([`${clothes.base}/{*rest}`, '/deposits/{*rest}'], (_req, res) =>
    send(res, refusal(404, 'RESOURCE_UNKNOWN', 'There is no such resource.')),
  );
  return router;
}
