import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { unlink } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import express from 'express';
import multer, { type StorageEngine } from 'multer';

/** Hashes the file and puts it on the disk, synced: what an upload can't do without. */
const storage: StorageEngine = {
  _handleFile(_req, file, done) {
    const place = path.join(String(process.env.FILES), randomUUID());
    const hash = createHash('sha256');
    file.stream.on('data', (chunk: Buffer) => hash.update(chunk));
    pipeline(file.stream, createWriteStream(place, { flush: true })).then(() => {
      hash.digest('hex');
      void unlink(place);
      done(null, { path: place });
    }, done);
  },
  _removeFile: (_req, _file, done) => done(null),
};

/** An Express handler that does nothing: what HTTP, JSON and the framework cost by themselves. */
const answer = { pad: 'x'.repeat(Number(process.env.ANSWER_BYTES)) };
const app = express().disable('x-powered-by').disable('etag');
app.post('/upload', multer({ storage }).any(), (_req, res) => void res.json(answer));
app.post('/refused', express.json(), (_req, res) => void res.status(422).json(answer));
app.post('/', express.json(), (_req, res) => void res.json(answer));
app.get('/', (_req, res) => void res.json(answer));
app.listen(Number(process.env.PORT), '127.0.0.1');
