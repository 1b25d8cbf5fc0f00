import type { Connector } from '../domain/connector';
import type { OperationCatalog } from '../domain/skill/operation-catalog';
import type { Flavour } from '../domain/skill/skill';
import { createBank } from './berlin-group/client';
import { consentHandlers } from './berlin-group/consents';
import { createDataPort } from './berlin-group/data';
import { paymentHandlers } from './berlin-group/payments';
import { CATALOGS } from './catalogs';
import { depositHandlers } from './deposit/handlers';
import { type Binding, type Env, readBinding } from './settings';
import { createHttp, type Http } from './toolkit/http';
import { verifierHandlers } from './verifier/handlers';

export interface Connectors {
  catalogs: Record<string, OperationCatalog>;
  catalog(name: string): OperationCatalog | undefined;
  /** Whether this environment binds a catalog (a provider) in that flavour: only then are its skills listed. */
  isBound(provider: string, flavour: Flavour): boolean;
  connector(provider: string, flavour: Flavour): Connector | undefined;
  /** Of the provider's callbacks (Standard Webhooks, `whsec_…`). */
  webhookSecret(provider: string, flavour: Flavour): string | undefined;
  close(): Promise<void>;
}

interface Bound {
  binding: Binding;
  connector: Connector;
  http: Http;
}

const FLAVOURS: Flavour[] = ['production', 'sandbox'];

/** Every catalog with what this environment binds it to. Throws at once where a setting is wrong, naming it. */
export function createConnectors(env: Env): Connectors {
  const bound = new Map<string, Bound>();
  for (const catalog of Object.values(CATALOGS)) {
    for (const flavour of FLAVOURS) {
      const binding = readBinding(env, catalog.name, flavour);
      if (binding) bound.set(`${catalog.name}/${flavour}`, bind(catalog, binding));
    }
  }
  const find = (provider: string, flavour: Flavour) => bound.get(`${provider}/${flavour}`);
  return {
    catalogs: CATALOGS,
    catalog: (name) => (Object.hasOwn(CATALOGS, name) ? CATALOGS[name] : undefined),
    isBound: (provider, flavour) => find(provider, flavour) !== undefined,
    connector: (provider, flavour) => find(provider, flavour)?.connector,
    webhookSecret: (provider, flavour) => find(provider, flavour)?.binding.verifierSecret,
    async close() {
      await Promise.all([...bound.values()].map(({ http }) => http.close()));
    },
  };
}

function bind(catalog: OperationCatalog, binding: Binding): Bound {
  const http = createHttp(binding.tls);
  const bank = createBank(binding.bankUrl, http);
  const handlers = {
    ...consentHandlers(bank),
    ...paymentHandlers(bank),
    ...depositHandlers(bank),
    ...verifierHandlers(binding.verifierUrl, http),
  };
  return { binding, http, connector: { catalog, handlers, data: createDataPort(bank) } };
}
