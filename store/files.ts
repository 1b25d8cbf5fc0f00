import { createHash } from 'node:crypto';
import { pipeline as pipe, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Connection, mongo } from 'mongoose';
import { newUploadId } from '../security/ids';
import type { Keys } from '../security/keys';
import { createSealer } from '../security/seal';
import { isAway } from './connection';
import { decryption, encryption } from './file-cipher';
import { BUCKET } from './models';
import { type FileMeta, type FilePort, FileTooLarge, type StoredFile } from './store';

/** `metadata` of a GridFS file. `name` is the file's name, sealed. */
interface Metadata {
  session_id: string;
  seq: number;
  field: string;
  media_type: string;
  name: string;
  bytes: number;
  sha256: string;
  expires_at: Date | null;
}
export interface FileDoc {
  _id: string;
  uploadDate: Date;
  metadata: Metadata;
}
export interface ChunkDoc {
  _id: mongo.ObjectId;
  files_id: string;
  n: number;
}

/** The collections behind the bucket. Filters spell out `$eq`: these do not pass through mongoose. */
export const filesOf = (connection: Connection) => connection.getClient().db(connection.name).collection<FileDoc>(`${BUCKET}.files`);
export const chunksOf = (connection: Connection) => connection.getClient().db(connection.name).collection<ChunkDoc>(`${BUCKET}.chunks`);

export async function removeFile(connection: Connection, upload_id: string): Promise<void> {
  await filesOf(connection).deleteOne({ _id: { $eq: upload_id } });
  await chunksOf(connection).deleteMany({ files_id: { $eq: upload_id } });
}

export function filePort(connection: Connection, keys: Keys): FilePort {
  const sealer = createSealer(keys);
  const bucket = () => new mongo.GridFSBucket(connection.getClient().db(connection.name), { bucketName: BUCKET });

  const fileOf = ({ _id, metadata }: FileDoc): StoredFile => {
    const { session_id, seq, field, media_type, name, bytes, sha256 } = metadata;
    const filename = String(sealer.unseal({ $sealed: name }, session_id));
    return { upload_id: _id, session_id, seq, field, filename, media_type, bytes, sha256 };
  };
  const find = async (session_id: string, seq?: number): Promise<FileDoc[]> => {
    const ofStep = seq === undefined ? {} : { 'metadata.seq': { $eq: seq } };
    const filter = { 'metadata.session_id': { $eq: session_id }, ...ofStep };
    return filesOf(connection).find(filter).sort({ uploadDate: 1 }).toArray();
  };

  return {
    async write(source, { session_id, seq, field, filename, media_type, max_bytes, expires_at }) {
      const upload_id = newUploadId();
      const name = sealer.seal(filename, session_id).$sealed;
      // GridFS writes the metadata after the last byte, so what is counted on the way is in it.
      const metadata: Metadata = { session_id, seq, field, media_type, name, bytes: 0, sha256: '', expires_at: expires_at ?? null };
      const target = bucket().openUploadStreamWithId(upload_id as never, upload_id, { metadata });
      // Failures come back from each write; an unheard 'error' would end the process.
      target.on('error', () => undefined);
      try {
        await pipeline(source, measured(metadata, max_bytes), encryption(keys.files, upload_id), async (pieces: AsyncIterable<Buffer>) => {
          for await (const piece of pieces) await write(target, piece);
        });
        await end(target);
      } catch (cause) {
        target.destroy();
        // With the database away this would only keep the sender waiting; the sweep finds what was left.
        if (!isAway(cause)) await removeFile(connection, upload_id).catch(() => undefined);
        throw cause;
      }
      return fileOf({ _id: upload_id, uploadDate: new Date(), metadata });
    },
    async open(upload_id) {
      const found = await filesOf(connection).findOne({ _id: { $eq: upload_id } });
      if (!found) return undefined;
      return pipe(bucket().openDownloadStream(upload_id as never), decryption(keys.files, upload_id), () => undefined);
    },
    async list(session_id, seq) {
      return (await find(session_id, seq)).map(fileOf);
    },
    remove: (upload_id) => removeFile(connection, upload_id),
    async removeSession(session_id) {
      for (const { _id } of await find(session_id)) await removeFile(connection, _id);
    },
  };
}

/** Passes bytes on, counts and hashes them into `metadata`. */
function measured(metadata: Metadata, max: FileMeta['max_bytes']) {
  return async function* (source: AsyncIterable<Buffer>) {
    const hash = createHash('sha256');
    for await (const chunk of source) {
      metadata.bytes += chunk.length;
      if (max !== undefined && metadata.bytes > max) throw new FileTooLarge(`the file has more than ${max} bytes`);
      hash.update(chunk);
      yield chunk;
    }
    metadata.sha256 = hash.digest('hex');
  };
}

/** Waits until a piece is stored: so nothing is on its way when a failed upload is cleared away. */
const write = (target: Writable, piece: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    target.write(piece, (cause) => (cause ? reject(cause) : resolve()));
  });

/** Writes the rest and the file's own document; before it there is no file. */
const end = (target: Writable): Promise<void> =>
  new Promise((resolve, reject) => {
    target.end((cause?: Error | null) => (cause ? reject(cause) : resolve()));
  });
