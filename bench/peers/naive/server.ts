import { randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Ajv from 'ajv/dist/2020';
import express from 'express';
import mongoose, { type mongo } from 'mongoose';
import multer from 'multer';
import { request } from 'undici';

/**
 * The service that a team would write first: Express, MongoDB, the session's state in one document, the bank called in
 * the handler. A process that dies between the bank's answer and the write forgets that it asked; nobody retries,
 * nothing is undone.
 */
interface SessionDoc {
  _id: string;
  step: string;
  nonce: string;
  answers: Record<string, object>;
  history: { step: string; at: Date }[];
}
const NEXT: Record<string, string> = { one: 'two', two: 'one', terms: 'terms' };
const FIRST: Record<string, string> = { talk: 'one', quote: 'terms', files: 'files' };

const ajv = new Ajv();
const form = ajv.compile({
  type: 'object',
  required: ['n', 'text'],
  properties: { n: { type: 'integer' }, text: { type: 'string' } },
});
const terms = ajv.compile({ type: 'object', required: ['value', 'currency', 'period'] });

async function main(): Promise<void> {
  const client = await new mongoose.mongo.MongoClient(String(process.env.MONGODB_URI)).connect();
  const database = client.db('bench_naive');
  const sessions: mongo.Collection<SessionDoc> = database.collection('sessions');
  const files = new mongoose.mongo.GridFSBucket(database);
  const shown = ({ _id, step, nonce, history }: SessionDoc) => ({
    session_id: _id,
    status: 'AWAITING_STEP',
    next: { step },
    nonce,
    history,
  });
  const fresh = () => randomBytes(16).toString('base64url');

  const app = express().disable('x-powered-by').disable('etag');
  app.post('/sessions', express.json(), async (req, res) => {
    const step = FIRST[req.body.kind] ?? 'one';
    const session: SessionDoc = { _id: randomUUID(), step, nonce: fresh(), answers: {}, history: [] };
    await sessions.insertOne(session);
    res.status(201).json(shown(session));
  });
  app.get('/sessions/:id', async (req, res) => {
    const session = await sessions.findOne({ _id: String(req.params.id) });
    if (session) res.json(shown(session));
    else res.status(404).end();
  });
  app.post('/sessions/:id/steps', express.json(), async (req, res) => {
    const { step, nonce, data } = req.body as { step: string; nonce: string; data: object };
    const session = await sessions.findOne({ _id: String(req.params.id) });
    if (session?.nonce !== nonce || session.step !== step) return void res.status(409).end();
    if (!(step === 'terms' ? terms : form)(data)) return void res.status(422).end();
    const result = step === 'terms' ? await quote(data) : {};
    const change = { step: NEXT[step] as string, nonce: fresh(), [`answers.${step}`]: { ...data, ...result } };
    const entry = { step, at: new Date() };
    // By id alone: FerretDB looks through the whole collection for any other condition. So two submissions at once are
    // both taken.
    const after = await sessions.findOneAndUpdate(
      { _id: session._id },
      { $set: change, $push: { history: entry } },
      { returnDocument: 'after' },
    );
    if (after) res.json(shown(after));
    else res.status(409).end();
  });
  app.post('/sessions/:id/upload', multer({ storage: multer.memoryStorage() }).single('scan'), async (req, res) => {
    await pipeline(
      Readable.from([req.file?.buffer]),
      files.openUploadStream('scan.pdf', { metadata: { session: req.params.id } }),
    );
    res.json({});
  });
  app.listen(Number(process.env.PORT), '127.0.0.1');
}

async function quote(data: object): Promise<object> {
  const headers = { 'content-type': 'application/json', 'x-request-id': randomUUID() };
  const answer = await request(`${process.env.BANK_URL}/deposits/v1/quotes`, {
    method: 'POST',
    headers,
    body: JSON.stringify(data),
  });
  if (answer.statusCode !== 201) throw new Error(`the bank answers ${answer.statusCode}`);
  return (await answer.body.json()) as object;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
