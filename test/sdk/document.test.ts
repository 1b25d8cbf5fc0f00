import { openapiDocument } from '../../api/openapi/document';
import type { Part } from '../../api/openapi/schemas';
import { sdkFiles, sdkRelease } from '../../cli/sdk';
import { breakingChanges } from '../../cli/sdk/compare';
import { keptDocument, objections } from '../../cli/sdk/release';
import { read } from '../docs/support/page';

// biome-ignore lint/suspicious/noExplicitAny: a mutation reaches into the document, wherever it likes.
type Any = any;
const mutated = (mutate: (document: Any) => void): Part => {
  const document = structuredClone(openapiDocument());
  mutate(document);
  return document;
};
const bodyOf = (document: Any) => document.paths['/sessions'].post.requestBody.content['application/json'].schema;
const schemas = (document: Any) => document.components.schemas;

describe('The SDK’s generated files', () => {
  test.each(Object.entries(sdkFiles(openapiDocument(), sdkRelease().version)))(
    'sdk/%s is of today’s document: `npm run sdk` writes it',
    (file, text) => expect(read(`sdk/${file}`)).toBe(text),
  );

  test('are such as this version of the SDK may have', () => {
    expect(objections(openapiDocument(), sdkRelease())).toEqual([]);
  });
});

const BREAKING: [string, (document: Any) => void, string][] = [
  ['a path is gone', (d) => delete d.paths['/accounts'], 'GET /accounts is gone'],
  ['a method is gone', (d) => delete d.paths['/sessions/{session_id}'].delete, 'DELETE /sessions/{session_id} is gone'],
  [
    'a member of an answer is gone',
    (d) => delete schemas(d).Account.properties.iban,
    'GET /accounts, 200/data[]: iban is gone',
  ],
  [
    'a member of an answer may be absent',
    (d) => schemas(d).Token.required.splice(0, 1),
    'POST /token, 200: access_token may be absent',
  ],
  [
    'a member of an answer has another type',
    (d) => (schemas(d).Next.properties.title.type = 'integer'),
    'POST /sessions, 201/next/title may newly have the type integer',
  ],
  [
    'a member of an answer may be null',
    (d) => (schemas(d).SessionState.properties.skill.type = ['string', 'null']),
    'POST /sessions, 201/skill may newly have the type null',
  ],
  [
    'an answer has a new value, for which a complete switch has no case',
    (d) => schemas(d).SessionState.properties.status.enum.push('PAUSED'),
    'POST /sessions, 201/status may newly have the value "PAUSED"',
  ],
  [
    'an answer has any value',
    (d) => delete schemas(d).Transaction.properties.booking_status.enum,
    'GET /transactions, 200/data[]/booking_status may newly have any value',
  ],
  [
    'a value of a query is gone',
    (d) => d.paths['/catalog'].get.parameters.find((one: Any) => one.name === 'type').schema.enum.pop(),
    'GET /catalog, query type takes the value "marketplace" no more',
  ],
  [
    'a request needs a new member',
    (d) => {
      bodyOf(d).properties.device = { type: 'string' };
      bodyOf(d).required.push('device');
    },
    'POST /sessions, body: device is required',
  ],
  [
    'a request needs a member that was optional',
    (d) => bodyOf(d).required.push('locale'),
    'POST /sessions, body: locale is required',
  ],
  [
    'a strict request lost a member',
    (d) => delete bodyOf(d).properties.reference,
    'POST /sessions, body: reference is gone',
  ],
  [
    'a request takes less',
    (d) => (bodyOf(d).properties.reference.maxLength = 20),
    'POST /sessions, body/reference: maxLength is smaller',
  ],
  [
    'a request has a pattern that it had not',
    (d) => (bodyOf(d).properties.reference.pattern = '^[a-z]+$'),
    'POST /sessions, body/reference: another pattern',
  ],
  [
    'a query parameter is new and required',
    (d) => d.paths['/accounts'].get.parameters.push({ name: 'bank', in: 'query', required: true, schema: {} }),
    'GET /accounts: the query bank is new and required',
  ],
  [
    'a query parameter is gone',
    (d) => {
      const { get } = d.paths['/transactions'];
      get.parameters = get.parameters.filter((one: Any) => one.name !== 'date_from');
    },
    'GET /transactions: the query date_from is gone',
  ],
  [
    'a status of success is gone',
    (d) => delete d.paths['/sessions/{session_id}/steps'].post.responses['202'],
    'POST /sessions/{session_id}/steps answers 202 no more',
  ],
  [
    'a way to authenticate is gone',
    (d) => d.paths['/sessions/{session_id}'].get.security.pop(),
    'GET /sessions/{session_id} takes client no more',
  ],
];

const HARMLESS: [string, (document: Any) => void][] = [
  ['a new path', (d) => (d.paths['/banks'] = { get: { responses: {} } })],
  ['a new member of an answer', (d) => (schemas(d).Account.properties.color = { type: 'string' })],
  ['an answer’s member that is always there now', (d) => schemas(d).Account.required.push('iban')],
  ['an answer with a value less', (d) => schemas(d).SessionState.properties.status.enum.pop()],
  ['a new optional member of a request', (d) => (bodyOf(d).properties.device = { type: 'string' })],
  ['a request that takes more', (d) => (bodyOf(d).properties.reference.maxLength = 500)],
  [
    'a query with a value more',
    (d) => d.paths['/catalog'].get.parameters.find((one: Any) => one.name === 'type').schema.enum.push('cards'),
  ],
  ['another description', (d) => (schemas(d).Account.description = 'Of a bank.')],
];

describe('A change of the document', () => {
  test.each(BREAKING)('breaks programs where %s', (_name, mutate, sentence) => {
    expect(breakingChanges(openapiDocument(), mutated(mutate))).toContain(sentence);
  });

  test.each(HARMLESS)('breaks none by %s', (_name, mutate) => {
    expect(breakingChanges(openapiDocument(), mutated(mutate))).toEqual([]);
  });

  test('is not breaking where nothing has changed', () => {
    expect(breakingChanges(openapiDocument(), openapiDocument())).toEqual([]);
  });
});

describe('A breaking change', () => {
  const broken = mutated((document) => delete document.paths['/accounts']);
  const kept = (version: string) => keptDocument(openapiDocument(), version);
  const changelog = (version: string) => `# Changes\n\n## ${version}\n- Accounts are gone.\n`;

  test.each([
    ['0.1.0', '0.1.0', false],
    ['0.1.0', '0.1.1', false],
    ['0.1.0', '0.2.0', true],
    ['0.9.0', '1.0.0', true],
    ['1.2.0', '1.3.0', false],
    ['1.2.0', '2.0.0', true],
  ])('after %s may be called %s: %s', (before, version, isFine) => {
    const said = objections(broken, { kept: kept(before), version, changelog: changelog(version) });
    if (isFine) expect(said).toEqual([]);
    else expect(said).toEqual(['GET /accounts is gone', expect.stringContaining('sdk/package.json needs a new')]);
  });

  test('needs a line in the SDK’s change log', () => {
    const said = objections(broken, { kept: kept('0.1.0'), version: '0.2.0', changelog: changelog('0.1.0') });
    expect(said).toEqual(["sdk/CHANGELOG.md has no line under '## 0.2.0'"]);
  });
});
