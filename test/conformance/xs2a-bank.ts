type Approach = 'REDIRECT' | 'DECOUPLED' | 'EMBEDDED';
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type JsonObject = { [name: string]: Json };

/** A consent or a payment as XS2A itself keeps it. */
export interface Kept {
  /** XS2A's own id, not the encrypted one that callers are given. */
  id: string;
  /** Of a consent in XS2A's spelling (`valid`, `terminatedByTpp`), of a payment its ISO code. */
  status: string;
  /** The newest last. */
  authorisations: { id: string; scaStatus: string; isCancellation: boolean }[];
  resource: JsonObject;
}
/** Where the user is sent back to. */
interface WaysBack {
  ok: string;
  nok: string;
}

/**
 * XS2A's interfaces for a bank's own use: its profile, its users' decisions, what it has kept. None of them is open to
 * third parties, so what they say is XS2A's own word on how a case has ended.
 */
export class Xs2aBank {
  /** The profile as it was at start. */
  private original: JsonObject | undefined;

  constructor(readonly url: string) {}

  /** What the bank offers, the first one first. */
  async approaches(...list: Approach[]): Promise<void> {
    await this.send('PUT', '/api/v1/aspsp-profile/for-debug/sca-approaches', { body: list });
  }

  /**
   * The profile as it was at start, with these fields set: `{'ais.consentTypes.globalConsentSupported': true}`. Takes
   * effect at once.
   */
  async profile(fields: Record<string, Json> = {}): Promise<void> {
    this.original ??= await this.read('/api/v1/aspsp-profile');
    const profile = structuredClone(this.original);
    for (const [path, value] of Object.entries(fields)) {
      const names = path.split('.');
      const last = names.pop() as string;
      const parent = names.reduce((object, name) => object[name] as JsonObject, profile);
      if (!(last in parent)) throw new Error(`XS2A's profile has no field ${path}`);
      parent[last] = value;
    }
    await this.send('PUT', '/api/v1/aspsp-profile/for-debug/aspsp-settings', { body: profile });
  }

  /** The consents of a user, the newest last. */
  async consents(user: string): Promise<Kept[]> {
    const { data } = await this.read('/aspsp-api/v1/ais/consents/psu', user);
    return byAge(data).map((consent) => ({
      id: textOf(consent.id),
      status: spelled(textOf(consent.consentStatus)),
      authorisations: objects(consent.accountConsentAuthorizations).map(({ id, scaStatus }) => ({
        id: textOf(id),
        scaStatus: textOf(scaStatus),
        isCancellation: false,
      })),
      resource: consent,
    }));
  }

  /** The payments of a user, the newest last. */
  async payments(user: string): Promise<Kept[]> {
    const { data } = await this.read('/aspsp-api/v1/pis/payments/psu', user);
    return await Promise.all(
      byAge(data).map(async (payment) => ({
        id: textOf(payment.paymentId),
        status: textOf(payment.paymentStatus),
        authorisations: await this.authorisationsOf(textOf(payment.paymentId)),
        resource: payment,
      })),
    );
  }

  private async authorisationsOf(payment: string): Promise<Kept['authorisations']> {
    const { body } = await this.send('GET', `/psu-api/v1/payment/${payment}/authorisation/psus`);
    return objects(body).map(({ authorisationId, scaStatus, type }) => ({
      id: textOf(authorisationId),
      scaStatus: textOf(scaStatus),
      isCancellation: type === 'PIS_CANCELLATION',
    }));
  }

  /** What lies behind an address that a user was sent to: a consent, a payment or a payment's cancellation. */
  async behind(redirect: string): Promise<{ id: string; authorisation: string; kind: Kind; back: WaysBack }> {
    const path = new URL(redirect).pathname;
    const kind: Kind = path.startsWith('/ais/')
      ? 'consent'
      : path.includes('/cancellation/')
        ? 'cancellation'
        : 'payment';
    const [authorisation = ''] = path.replace(/^\/(ais|pis\/cancellation|pis)\//, '').split('/');
    const found = await this.read(`${DOORS[kind]}/redirect/${authorisation}`);
    const resource = (found.accountConsent ?? found.payment) as JsonObject | undefined;
    if (!resource) throw new Error(`XS2A has nothing behind ${redirect}: ${JSON.stringify(found)}`);
    return {
      id: textOf(resource.id ?? resource.paymentId),
      authorisation,
      kind,
      back: { ok: textOf(found.tppOkRedirectUri), nok: textOf(found.tppNokRedirectUri) },
    };
  }

  /** Sets how an authorisation stands; `code` is what a caller has to confirm an `unconfirmed` one with. */
  async authorisation(kind: Kind, id: string, authorisation: string, scaStatus: string, user: string, code?: string) {
    const door = kind === 'consent' ? DOORS.consent : DOORS.payment;
    const body = code === undefined ? {} : { authenticationData: code };
    await this.send('PUT', `${door}/${id}/authorisation/${authorisation}/status/${scaStatus}`, { user, body });
  }

  /** Sets how a consent stands, as the bank's own pages do. */
  async consent(id: string, how: 'confirm' | 'reject' | 'revoke' | 'authorise-partially'): Promise<void> {
    await this.send('PUT', `${DOORS.consent}/${id}/${how}-consent`);
  }

  /** Ends all consents of a user at once. */
  async endAll(user: string): Promise<void> {
    await this.send('DELETE', '/aspsp-api/v1/psu/consent/all', { user });
  }

  /** The user has chosen at the bank which accounts a consent covers. */
  async choose(consent: string, ibans: string[]): Promise<void> {
    const accounts = ibans.map((iban) => ({ iban, currency: 'EUR', resourceId: `res-${iban}`, aspspAccountId: iban }));
    const body = {
      accountAccess: { accounts, balances: accounts, transactions: accounts },
      validUntil: '2099-01-01',
      frequencyPerDay: 4,
      recurringIndicator: true,
      combinedServiceIndicator: false,
    };
    await this.send('PUT', `${DOORS.consent}/${consent}/save-access`, { body });
  }

  /** Sets a payment's ISO code. */
  async payment(id: string, status: string): Promise<void> {
    await this.send('PUT', `${DOORS.payment}/${id}/status/${status}`);
  }

  private async read(path: string, user?: string): Promise<JsonObject> {
    const { body } = await this.send('GET', path, user === undefined ? {} : { user });
    return body as JsonObject;
  }

  private async send(
    method: string,
    path: string,
    { user, body }: { user?: string; body?: Json } = {},
  ): Promise<{ body: Json }> {
    const response = await fetch(this.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...(user === undefined ? {} : { 'psu-id': user }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok && response.status !== 404)
      throw new Error(`XS2A answers ${response.status} to ${method} ${path}: ${text.slice(0, 200)}`);
    return { body: text.startsWith('{') || text.startsWith('[') ? (JSON.parse(text) as Json) : {} };
  }
}

export type Kind = 'consent' | 'payment' | 'cancellation';
const DOORS: Record<Kind, string> = {
  consent: '/psu-api/v1/ais/consent',
  payment: '/psu-api/v1/payment',
  cancellation: '/psu-api/v1/payment/cancellation',
};

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const objects = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? (value as JsonObject[]) : []);
/** XS2A lists a consent once for each of its accounts. */
const byAge = (value: Json | undefined): JsonObject[] =>
  [...new Map(objects(value).map((one) => [textOf(one.id ?? one.paymentId), one])).values()].sort((a, b) =>
    textOf(a.creationTimestamp).localeCompare(textOf(b.creationTimestamp)),
  );
/** `TERMINATED_BY_TPP` as the standard spells it. */
const spelled = (name: string): string =>
  name.toLowerCase().replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
