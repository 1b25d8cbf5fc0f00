import { createHash } from 'node:crypto';
import { pipeline as pipe, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Connection } from 'mongoose';
import { newUploadId } from '../../security/ids';
import { fileKey, type Keys } from '../../security/keys';
import { createSealer, type Sealer } from '../../security/seal';
import { isAway } from '../connection';
import { type FileMeta, type FilePort, FileTooLarge, type StoredFile } from '../store';
import { CHUNK, type FileDoc, filesOf, readChunks, removeById, removeFile, writeChunks } from './chunks';
import { decryption, encryption } from './cipher';
import { semaphore } from './semaphore';

/**
 * Files that are stored at once. Other senders wait at their sockets, so that other work still finds connections to the
 * database.
 */
const MAX_CONCURRENT = 16;

/**
 * The store of uploaded files. A file's document is written first, incomplete, and completed when the file is to be
 * kept: so the sweep can find what was left of an upload whose process died. To everyone else an incomplete file
 * doesn't exist.
 */
export function filePort(connection: Connection, keys: Keys): FilePort {
  const sealer = createSealer(keys);
  const files = () => filesOf(connection);
  const withPlace = semaphore(MAX_CONCURRENT);

  const find = async (session_id: string, seq?: number): Promise<FileDoc[]> => {
    const ofStep = seq === undefined ? {} : { 'metadata.seq': { $eq: seq } };
    const filter = { 'metadata.session_id': { $eq: session_id }, ...ofStep };
    return files().find(filter).sort({ uploadDate: 1 }).toArray();
  };
  /** Stores the content. The document in the database stays incomplete. */
  const fill = async (file: FileDoc, source: Readable, { max_bytes, observe }: FileMeta): Promise<void> => {
    const measure = { bytes: 0, sha256: '' };
    await pipeline(
      source,
      measured(measure, max_bytes, observe),
      encryption(fileKey(keys, file._id)),
      async (pieces: AsyncIterable<Buffer>) => {
        file.length = await writeChunks(connection, file._id, pieces);
      },
    );
    Object.assign(file.metadata, measure);
  };
  const complete = async ({ _id, length, metadata }: FileDoc): Promise<void> => {
    await files().updateOne({ _id }, { $set: { length, metadata } });
  };
  const content = (file: FileDoc): Readable => {
    const source = Readable.from(readChunks(connection, file), { objectMode: false });
    return pipe(source, decryption(fileKey(keys, file._id)), () => undefined);
  };

  return {
    async write(source, meta) {
      const file = newFile(meta, sealer);
      try {
        await withPlace(async () => {
          await files().insertOne(file);
          await fill(file, source, meta);
        });
        file.metadata.media_type = await meta.inspect(() => content(file));
      } catch (cause) {
        source.destroy();
        // With the database away, this would only keep the sender waiting; the sweep removes what was left.
        if (!isAway(cause)) await removeFile(connection, file).catch(() => undefined);
        throw cause;
      }
      return {
        file: fileOf(file, sealer),
        keep: () => complete(file),
        discard: () => removeFile(connection, file),
      };
    },
    async open(upload_id) {
      const file = await files().findOne({ _id: String(upload_id) });
      return file && isComplete(file) ? content(file) : undefined;
    },
    async list(session_id, seq) {
      return (await find(session_id, seq)).filter(isComplete).map((file) => fileOf(file, sealer));
    },
    remove: (upload_id) => removeById(connection, String(upload_id)),
    async removeSession(session_id) {
      for (const file of await find(session_id)) await removeFile(connection, file);
    },
  };
}

const isComplete = (file: FileDoc) => file.metadata.sha256 !== '';

function newFile({ session_id, seq, field, filename, expires_at }: FileMeta, sealer: Sealer): FileDoc {
  const _id = newUploadId();
  const name = sealer.seal(filename, session_id).$sealed;
  const metadata = {
    session_id,
    seq,
    field,
    media_type: '',
    name,
    bytes: 0,
    sha256: '',
    expires_at: expires_at ?? null,
  };
  return { _id, length: 0, chunkSize: CHUNK, uploadDate: new Date(), filename: _id, metadata };
}

function fileOf({ _id, metadata }: FileDoc, sealer: Sealer): StoredFile {
  const { session_id, seq, field, media_type, name, bytes, sha256 } = metadata;
  const filename = String(sealer.unseal({ $sealed: name }, session_id));
  return { upload_id: _id, session_id, seq, field, filename, media_type, bytes, sha256 };
}

/** Passes bytes on while it counts and hashes them into `measure`. Throws `FileTooLarge` beyond `max` bytes. */
function measured(measure: { bytes: number; sha256: string }, max?: number, observe?: FileMeta['observe']) {
  return async function* (source: AsyncIterable<Buffer>) {
    const hash = createHash('sha256');
    for await (const chunk of source) {
      measure.bytes += chunk.length;
      if (max !== undefined && measure.bytes > max) throw new FileTooLarge(`the file has more than ${max} bytes`);
      hash.update(chunk);
      observe?.(chunk);
      yield chunk;
    }
    measure.sha256 = hash.digest('hex');
  };
}
