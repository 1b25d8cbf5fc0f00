import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readDocuments } from '../../../runtime/graphql-documents';
import { basic, openTestApp } from '../support/test-app';
import { listen, raw } from './streams';

const folder = mkdtempSync(path.join(tmpdir(), 'documents-'));
afterAll(() => rmSync(folder, { recursive: true }));
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The documents as an operator gives them: a file that `GRAPHQL_DOCUMENTS` names. */
function documentsOf(manifest: object) {
  const file = path.join(folder, 'documents.json');
  writeFileSync(file, JSON.stringify(manifest));
  return readDocuments(file);
}

const [LIST, EVENTS] = ['query ($n: Int) { skills(first: $n) { nodes { skill } } }', 'subscription { events { id } }'];
const hashes = { list: sha256(LIST), events: sha256(EVENTS) };
const { settings } = openTestApp().deps;
const production = (documents?: ReadonlyMap<string, string>) =>
  openTestApp(
    {},
    { settings: { ...settings, graphql_explorer: false, ...(documents && { graphql_documents: documents }) } },
  );
const listed = production(documentsOf({ [hashes.list]: LIST, [`sha256:${hashes.events}`]: EVENTS }));
const client = listed.tenant();
const post = (body: object) => listed.api.post('/graphql').set('Authorization', basic(client)).send(body);

test.each([
  ['its id', { documentId: `sha256:${hashes.list}` }],
  ['its id in capitals', { documentId: `sha256:${hashes.list.toUpperCase()}` }],
  ['Apollo’s extension', { extensions: { persistedQuery: { version: 1, sha256Hash: hashes.list } } }],
  ['its whole text', { query: LIST }],
])('in production a listed document is answered by %s, with its variables', async (_how, body) => {
  const { body: answer } = await post({ ...body, variables: { n: 1 } }).expect(200);
  expect(answer.data.skills.nodes).toHaveLength(1);
});

test.each([
  ['another document', { query: '{ __typename }' }, '/query'],
  ['a listed document with one more space', { query: `${LIST} ` }, '/query'],
  ['another document under a listed one’s name', { query: '{ __typename }', documentId: 'sha256:00' }, '/documentId'],
  ['introspection', { query: '{ __schema { types { name } } }' }, '/query'],
  ['no document', {}, '/query'],
  ['a hash that is no text', { extensions: { persistedQuery: { sha256Hash: 5 } } }, '/documentId'],
])('any other is refused in words, and nothing of it is read: %s', async (_what, body, pointer) => {
  const { body: refusal } = await post(body).expect(400);
  expect(refusal.code).toBe('request_invalid');
  expect(refusal.errors).toEqual([
    {
      pointer,
      code: 'document_unknown',
      message: 'This installation takes the documents of its list only, and this is not one.',
    },
  ]);
});

test('the name counts where a document comes with it', async () => {
  const { body } = await post({ query: '{ __typename }', documentId: hashes.list, variables: { n: 1 } }).expect(200);
  expect(Object.keys(body.data)).toEqual(['skills']);
});

test('a subscription of the list is followed by its name', async () => {
  const stream = await raw(await listen(listed), client, { documentId: `sha256:${hashes.events}` });
  expect(stream.status).toBe(200);
  await stream.leave();
});

test('an installation without a list asks for the document itself', async () => {
  const open = production();
  const { body } = await open.api
    .post('/graphql')
    .set('Authorization', basic(open.tenant()))
    .send({ documentId: `sha256:${hashes.list}` })
    .expect(400);
  expect(body.errors[0].message).toBe(
    'This installation keeps no list of documents: send the document itself, in `query`.',
  );
});

test('a file whose documents have other hashes, or that is no list, is refused with the reason', () => {
  expect(() => documentsOf({ [hashes.events]: LIST })).toThrow(
    `the document under ${hashes.events} has another SHA-256`,
  );
  expect(() => documentsOf([LIST])).toThrow('the file is no JSON object of SHA-256 → document');
});
