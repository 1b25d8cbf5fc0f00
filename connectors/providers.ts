import type { Connector } from '../domain/connector';
import type { OperationCatalog } from '../domain/skill/operation-catalog';
import type { Flavour } from '../domain/skill/skill';
import { createBanks } from './berlin-group/banks';
import { type Bank, createBank } from './berlin-group/client';
import { consentHandlers } from './berlin-group/consents';
import { createDataPort } from './berlin-group/data/port';
import { paymentHandlers } from './berlin-group/payments';
import { GENERIC, loadProfiles, type Profiles } from './berlin-group/profile';
import { signIn } from './berlin-group/sign-in';
import { CATALOGS } from './catalogs';
import { depositHandlers } from './deposit/handlers';
import { type BankBinding, type Binding, type Env, readBinding } from './settings';
import { standardHandlers } from './standard/operations';
import { createHttp, type Http } from './toolkit/http';
import { verifierHandlers } from './verifier/handlers';

export interface Connectors {
  catalogs: Record<string, OperationCatalog>;
  catalog(name: string): OperationCatalog | undefined;
  /** Whether this environment binds a catalog (a provider) in that flavour: only then are its skills listed. */
  isBound(provider: string, flavour: Flavour): boolean;
  connector(provider: string, flavour: Flavour): Connector | undefined;
  /** Of the provider's callbacks (Standard Webhooks, `whsec_…`): any of them may have signed. */
  webhookSecrets(provider: string, flavour: Flavour): readonly string[];
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
  const profiles = loadProfiles(env.BANK_PROFILES_DIR?.trim() || undefined);
  for (const catalog of Object.values(CATALOGS)) {
    for (const flavour of FLAVOURS) {
      const binding = readBinding(env, catalog.name, flavour);
      if (binding) bound.set(`${catalog.name}/${flavour}`, bind(catalog, binding, profiles));
    }
  }
  const find = (provider: string, flavour: Flavour) => bound.get(`${provider}/${flavour}`);
  return {
    catalogs: CATALOGS,
    catalog: (name) => (Object.hasOwn(CATALOGS, name) ? CATALOGS[name] : undefined),
    isBound: (provider, flavour) => find(provider, flavour) !== undefined,
    connector: (provider, flavour) => find(provider, flavour)?.connector,
    webhookSecrets: (provider, flavour) => find(provider, flavour)?.binding.verifierSecrets ?? [],
    async close() {
      await Promise.all([...bound.values()].map(({ http }) => http.close()));
    },
  };
}

function bind(catalog: OperationCatalog, binding: Binding, profiles: Profiles): Bound {
  const http = createHttp(binding.tls);
  const { secrets, prefix } = binding;
  const bankOf = ({ name, url, profile: called, setting }: BankBinding): Bank => {
    const profile = profiles.get(called, setting);
    if (profile.sign.algorithm !== 'none' && !secrets.seal)
      throw new Error(`The bank profile '${called}' signs its requests: set ${prefix}SEAL_CERT and ${prefix}SEAL_KEY`);
    if (profile.oauth.kind !== 'none' && !secrets.clientId)
      throw new Error(`The bank profile '${called}' uses OAuth: set ${prefix}CLIENT_ID`);
    return createBank({ name, profile, base: url, secrets }, http);
  };
  const [first, ...others] = binding.banks;
  const banks = createBanks([bankOf(first), ...others.map(bankOf)]);
  const generic = profiles.get(GENERIC);
  const products = createBank({ name: 'products', profile: generic, base: binding.productsUrl, secrets }, http);
  const handlers = {
    'bank.sign_in': signIn(banks),
    ...consentHandlers(banks),
    ...paymentHandlers(banks),
    ...depositHandlers(products),
    ...standardHandlers,
    ...verifierHandlers(binding.verifierUrl, http),
  };
  return { binding, http, connector: { catalog, handlers, data: createDataPort(banks) } };
}
