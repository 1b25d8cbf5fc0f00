import { type Connection, mongo } from 'mongoose';
import { BUCKET } from '../models';
import { blockBuffer } from './block-buffer';

/**
 * A file's document in GridFS's own layout, so that GridFS tools can read it: one document a file and one a chunk. The
 * driver's bucket is not used: it finds chunks by `files_id`, for which FerretDB reads every chunk that there is. Here
 * a chunk's `_id` is made of its file's id and its number, so each chunk is one look-up by `_id`.
 */
export interface FileDoc {
  _id: string;
  /** Bytes as stored; 0 until the file is complete. */
  length: number;
  chunkSize: number;
  uploadDate: Date;
  filename: string;
  metadata: {
    session_id: string;
    seq: number;
    field: string;
    media_type: string;
    /** The file's name, sealed. */
    name: string;
    /** Of the content; empty until the file is complete. */
    sha256: string;
    bytes: number;
    expires_at: Date | null;
  };
}
interface ChunkDoc {
  _id: string;
  files_id: string;
  n: number;
  data: mongo.Binary;
}

/** GridFS's usual chunk size, bytes. */
export const CHUNK = 255 * 1024;

// These collections are used without mongoose, so callers make sure that ids are strings. FerretDB recognises a look-up
// by `_id` only when it is written plainly, without `$eq`.
const collection = <T extends mongo.Document>(connection: Connection, name: string) =>
  connection.getClient().db(connection.name).collection<T>(`${BUCKET}.${name}`);
export const filesOf = (connection: Connection) => collection<FileDoc>(connection, 'files');
const chunksOf = (connection: Connection) => collection<ChunkDoc>(connection, 'chunks');

const chunkId = (upload_id: string, n: number) => `${upload_id}/${n}`;

/** Stores a stream in chunks, one after the other. Resolves to its length in bytes. */
export async function writeChunks(
  connection: Connection,
  upload_id: string,
  source: AsyncIterable<Buffer>,
): Promise<number> {
  let n = 0;
  let length = 0;
  const store = async (data: Buffer) => {
    await chunksOf(connection).insertOne({
      _id: chunkId(upload_id, n),
      files_id: upload_id,
      n,
      data: new mongo.Binary(data),
    });
    length += data.length;
    n++;
  };
  const chunks = blockBuffer(CHUNK);
  for await (const piece of source) {
    for (const chunk of chunks.add(piece)) await store(chunk);
  }
  const last = chunks.rest();
  if (last.length > 0) await store(last);
  return length;
}

/** The bytes of a file, chunk by chunk. Throws where a chunk is missing. */
export async function* readChunks(connection: Connection, { _id, length }: FileDoc): AsyncGenerator<Buffer> {
  for (let n = 0; n * CHUNK < length; n++) {
    const chunk = await chunksOf(connection).findOne({ _id: chunkId(_id, n) });
    if (!chunk) throw new Error('a stored file lacks a chunk');
    yield Buffer.from(chunk.data.buffer);
  }
}

/** Removes the file with this id. */
export async function removeById(connection: Connection, upload_id: string): Promise<void> {
  const file = await filesOf(connection).findOne({ _id: upload_id });
  if (file) await removeFile(connection, file);
}

/** Removes a file with its chunks, also one that was never completed. */
export async function removeFile(connection: Connection, file: Pick<FileDoc, '_id' | 'length'>): Promise<void> {
  const { _id: upload_id } = file;
  for (let n = 0; n * CHUNK < file.length; n++) await chunksOf(connection).deleteOne({ _id: chunkId(upload_id, n) });
  if (file.length === 0) await chunksOf(connection).deleteMany({ files_id: upload_id });
  // Last, so that a removal that is interrupted can be made again.
  await filesOf(connection).deleteOne({ _id: upload_id });
}
