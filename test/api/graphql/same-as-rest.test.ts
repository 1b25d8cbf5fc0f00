import { type GraphQLObjectType, type GraphQLOutputType, getNamedType, isNonNullType, isObjectType } from 'graphql';
import { camelCase, TYPE_NAMES } from '../../../api/graphql/names';
import { createSchema } from '../../../api/graphql/schema';
import { openapiDocument } from '../../../api/openapi/document';
import { tenantEventId } from '../../../security/ids';
import { basic, DEPOSIT, openTestApp, startSession } from '../support/test-app';
import { ask, headersOf, holding, pairOf } from './support';

interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  type?: string | string[];
  enum?: string[];
}
type Value = Record<string, unknown>;

const schema = createSchema();
const components = (openapiDocument().components as { schemas: Record<string, Schema> }).schemas;
/** Over REST only: refusals, files, tickets for EventSource, and what servicers and skill authors do. */
const REST_ONLY = ['Problem', 'UploadAnswer', 'Ticket', 'Publication', 'Draft'];
/** Webhooks are set up over REST only, too. */
const isOfSetup = (name: string): boolean => name.startsWith('Webhook') && !(name in TYPE_NAMES);

const resolved = (given: Schema): Schema =>
  given.$ref === undefined ? given : (components[given.$ref.split('/').pop() ?? ''] ?? {});
const objectType = (type: GraphQLOutputType): GraphQLObjectType | undefined => {
  const named = getNamedType(type);
  return isObjectType(named) ? named : undefined;
};

/** Every member of a REST object beside its GraphQL field: the faults of those that differ. */
function differences(rest: Schema, type: GraphQLObjectType, at: string): string[] {
  const { properties = {}, required = [] } = resolved(rest);
  return Object.entries(properties).flatMap(([property, given]) => {
    const place = `${at}.${property}`;
    const field = type.getFields()[camelCase(property)];
    if (!field) return [`${place} is not in ${type.name}`];
    const isSure = isNonNullType(field.type);
    const faults =
      isSure === required.includes(property) ? [] : [`${place} is ${isSure ? 'sure' : 'unsure'} here only`];
    const inner = resolved(given.items ?? given);
    const nested = objectType(field.type);
    if (inner.properties && !nested) return [...faults, `${place} has members that can’t be chosen`];
    return [...faults, ...(inner.properties && nested ? differences(inner, nested, place) : [])];
  });
}

/** A selection of all that a REST object has. */
function selectionOf(rest: Schema): string {
  const { properties = {} } = resolved(rest);
  const fields = Object.entries(properties).map(([property, given]) => {
    const inner = resolved(given.items ?? given);
    return camelCase(property) + (inner.properties ? selectionOf(inner) : '');
  });
  return `{ ${fields.join(' ')} }`;
}
const fullOf = (component: string): string => selectionOf(components[component] ?? {});

/** A REST answer as GraphQL names it; what is absent there is null here. */
function asGraphql(value: unknown, rest: Schema): unknown {
  const { properties, items } = resolved(rest);
  if (Array.isArray(value)) return value.map((each) => asGraphql(each, items ?? {}));
  if (!properties || value === undefined) return value ?? null;
  const named = Object.entries(properties).map(([property, given]) => [
    camelCase(property),
    asGraphql((value as Value)[property], given),
  ]);
  return Object.fromEntries(named);
}
const translated = (component: string, value: unknown) => asGraphql(value, components[component] ?? {});

/** Nonces and the tokens of a moment are issued anew for each answer. */
const ISSUED = ['nonce', 'nonceExpiresAt', 'tempToken'];
const lasting = (state: unknown): Value => ({
  ...(state as Value),
  ...Object.fromEntries(ISSUED.map((name) => [name, null])),
});

describe('GraphQL has what REST has', () => {
  test('every object of the document is a type, or is one of those that exist over REST only', () => {
    const others = Object.keys(components).filter((name) => !isOfSetup(name));
    expect(others.sort()).toEqual([...Object.keys(TYPE_NAMES), ...REST_ONLY].sort());
  });

  test.each(Object.entries(TYPE_NAMES))(
    '%s: each of its members is a field of %s, as sure as over REST',
    (component, name) => {
      const type = schema.getType(name) as GraphQLObjectType;
      // A summary’s steps are found when they are asked for.
      expect(differences(components[component] ?? {}, type, component)).toEqual([]);
    },
  );

  test('a member that GraphQL lacked would be noticed', () => {
    const more = { properties: { ...components.Account?.properties, opened_on: { type: 'string' } } };
    const found = differences(
      { ...components.Account, ...more },
      schema.getType('Account') as GraphQLObjectType,
      'Account',
    );
    expect(found).toEqual(['Account.opened_on is not in Account']);
  });
});

describe('Both doors answer the same', () => {
  const testApp = openTestApp();
  const client = testApp.tenant();
  const rest = async (path: string, headers: Record<string, string> = {}) => {
    const { body } = await testApp.api
      .get(path)
      .set({ Authorization: basic(client), ...headers })
      .expect(200);
    return body as Value & { data: Value[] };
  };
  const graphql = async (query: string, variables: object = {}, headers: Record<string, string> = {}) => {
    const { body } = await ask(testApp, client, query, variables, headers).expect(200);
    expect(body.errors).toBeUndefined();
    return body.data;
  };

  test('of the catalog and of each skill', async () => {
    const list = await rest(`/catalog?client_id=${client.client_id}`);
    const { skills } = await graphql(`{ skills { nodes ${fullOf('SkillSummary')} pageInfo { hasNextPage } } }`);
    expect(skills.nodes).toEqual(list.data.map((each) => translated('SkillSummary', each)));
    expect(skills.pageInfo.hasNextPage).toBe(list.has_more);
    for (const { skill } of list.data) {
      const described = await rest(`/catalog/${encodeURIComponent(String(skill))}?client_id=${client.client_id}`);
      const query = `query ($skill: String!) { skill(skill: $skill) ${fullOf('Skill')} }`;
      expect((await graphql(query, { skill })).skill).toEqual(translated('Skill', described));
    }
  });

  test('of sessions: one that has begun, and one that has ended well', async () => {
    const begun = await startSession(testApp, client, DEPOSIT, { locale: 'ro', reference: 'order 1' });
    const ended = await pairOf(testApp, client);
    const query = `query ($id: ID!) { session(sessionId: $id) ${fullOf('SessionState')} }`;
    for (const { session_id } of [begun, ended]) {
      const { session } = await graphql(query, { id: session_id });
      expect(lasting(session)).toEqual(lasting(translated('SessionState', await rest(`/sessions/${session_id}`))));
    }
  });

  test('of credentials, their accounts and their transactions', async () => {
    const pair = await pairOf(testApp, client);
    const headers = headersOf(pair);
    const { credentials } = await graphql(
      `{ credentials {
        accounts { nodes ${fullOf('Account').replace(/}$/, '')}
          transactions(bookingStatus: "both") { nodes ${fullOf('Transaction')} pageInfo { hasNextPage endCursor } warnings ${fullOf('Warning')} }
        } warnings ${fullOf('Warning')} } } }`,
      {},
      headers,
    );
    const { accounts } = credentials;
    const { credentials: state } = await graphql(`{ credentials ${fullOf('Credentials')} }`, {}, headers);
    expect(state).toEqual(translated('Credentials', await rest(`/credentials/${pair.credentials_id}`, headers)));
    const listed = await rest('/accounts', headers);
    expect(listed.data).not.toEqual([]);
    const shown = accounts.nodes.map(({ transactions: _transactions, ...account }: Value) => account);
    expect(shown).toEqual(listed.data.map((each) => translated('Account', each)));
    expect(accounts.warnings ?? undefined).toEqual(listed.warnings);
    for (const { accountId, transactions } of accounts.nodes) {
      const page = await rest(`/transactions?account_id=${accountId}&booking_status=both`, headers);
      expect(page.data).not.toEqual([]);
      expect(transactions.nodes).toEqual(page.data.map((each) => translated('Transaction', each)));
      expect(transactions.pageInfo).toEqual({ hasNextPage: page.has_more, endCursor: page.next_cursor });
    }
  });

  test('of what a temp token is exchanged for, under the same idempotency key', async () => {
    const { temp_token } = await holding(testApp, client);
    const answer = await testApp.api
      .post('/token')
      .set({ Authorization: basic(client), 'Idempotency-Key': 'k1' })
      .send({ temp_token })
      .expect(200);
    const { exchangeToken } = await graphql(
      `mutation ($input: ExchangeTokenInput!) { exchangeToken(input: $input) ${fullOf('Token')} }`,
      { input: { tempToken: temp_token, idempotencyKey: 'k1' } },
    );
    expect(exchangeToken).toEqual(translated('Token', answer.body));
  });

  test('of the tenant’s events, and a page goes on where the one before ended', async () => {
    const other = testApp.tenant();
    const events = [1, 2, 3].map((n) => ({
      id: tenantEventId(other.client_id, `session/${n}/1`),
      type: 'session.created' as const,
      at: `2026-11-01T00:0${n}:00.000Z`,
      data: { session_id: `s-${n}`, skill: DEPOSIT, status: 'SESSION_CREATED' },
    }));
    await testApp.deps.events.record(other.client_id, events);
    const query = `query ($after: String) { events(first: 2, after: $after) { nodes ${fullOf('TenantEvent')} pageInfo { hasNextPage endCursor } } }`;
    const { body: first } = await ask(testApp, other, query).expect(200);
    const { body: page } = await testApp.api.get('/events?limit=2').set('Authorization', basic(other)).expect(200);
    expect(first.data.events.nodes).toEqual(page.data.map((each: unknown) => translated('TenantEvent', each)));
    const { endCursor, hasNextPage } = first.data.events.pageInfo;
    expect([endCursor, hasNextPage]).toEqual([page.next_since, true]);
    const { body: second } = await ask(testApp, other, query, { after: endCursor }).expect(200);
    expect(second.data.events.nodes.map(({ id }: { id: string }) => id)).toEqual([events[2]?.id]);
  });

  test('of webhook endpoints with their status, and of what each was sent, page by page', async () => {
    const urls = ['https://a.example/hooks', 'https://b.example/hooks'];
    for (const url of urls)
      await testApp.api
        .post('/webhooks')
        .set('Authorization', basic(client))
        .send({ url, events: ['*'], description: 'Shop' })
        .expect(201);
    const listed = await rest('/webhooks');
    const query = `query ($after: String) { webhooks(first: 1, after: $after) {
      nodes ${fullOf('WebhookEndpoint')} pageInfo { hasNextPage endCursor } } }`;
    const { webhooks: first } = await graphql(query);
    expect(first.pageInfo.hasNextPage).toBe(true);
    const { webhooks: second } = await graphql(query, { after: first.pageInfo.endCursor });
    const shown = [...first.nodes, ...second.nodes];
    expect(shown).toEqual(listed.data.map((each) => translated('WebhookEndpoint', each)));
    const [id] = listed.data.map(({ endpoint_id }) => String(endpoint_id));
    const failed = { at: '2026-11-28T10:00:00.000Z', ms: 3, error: 'timeout', message: 'The answer took too long.' };
    for (const number of [1, 2])
      await testApp.deps.store.deliveries.put({
        endpoint_id: String(id),
        position: String(number).padStart(16, '0'),
        event_id: `evt_${number}`,
        type: 'session.created',
        session_id: 's-1',
        state: 'pending',
        attempts: [failed],
        made: 1,
        due: new Date(0),
      });
    const one = `query ($id: ID!) { webhook(endpointId: $id) ${fullOf('WebhookEndpoint').replace(/}$/, '')}
      deliveries(first: 1) { nodes ${fullOf('WebhookDelivery')} pageInfo { hasNextPage endCursor } } } }`;
    const { deliveries, ...endpoint } = (await graphql(one, { id })).webhook;
    expect(endpoint).toEqual(translated('WebhookEndpoint', await rest(`/webhooks/${id}`)));
    const page = await rest(`/webhooks/${id}/deliveries?limit=1`);
    expect(page.data).toHaveLength(1);
    expect(deliveries.nodes).toEqual(page.data.map((each) => translated('WebhookDelivery', each)));
    expect(deliveries.pageInfo).toEqual({ hasNextPage: true, endCursor: page.next_cursor });
  });

  test('of webhook endpoints that are another tenant’s: there are none', async () => {
    const [endpoint] = (await rest('/webhooks')).data;
    const query = 'query ($id: ID!) { webhooks { nodes { url } } webhook(endpointId: $id) { url } }';
    const { body } = await ask(testApp, testApp.tenant(), query, { id: endpoint?.endpoint_id });
    expect(body.data).toEqual({ webhooks: { nodes: [] }, webhook: null });
    expect(body.errors.map(({ extensions }: { extensions: { code: string } }) => extensions.code)).toEqual([
      'endpoint_not_found',
    ]);
  });
});
