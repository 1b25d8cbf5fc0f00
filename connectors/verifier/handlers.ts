import { type CallHandler, ConnectorError } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import { requestId } from '../../security/ids';
import { accepted } from '../berlin-group/refusal';
import type { Http } from '../toolkit/http';
import { argument, needText, someObjects } from '../toolkit/json-readers';
import { at } from '../toolkit/links';
import { type FilePart, multipart } from './multipart';

const SEND_MS = 50_000;

/** `kyc.*`: the verifier takes documents now and tells its decision later, to `reply_to`. */
export function verifierHandlers(base: URL | undefined, http: Http): Record<string, CallHandler> {
  const submit: CallHandler = async (args, ctx) => {
    if (!base) throw new ConnectorError('error', 'No verifier is configured.');
    const fields = {
      holder: argument(args, 'holder'),
      id_type: argument(args, 'id_type'),
      reply_to: argument(args, 'reply_to'),
    };
    const files = ['id_scan', 'selfie'].flatMap((field) =>
      someObjects(args[field]).map((upload) => part(field, upload, ctx.files.open)),
    );
    const { contentType, body } = multipart(fields, files);
    const headers = { 'content-type': contentType, 'idempotency-key': requestId(ctx.key, 'check') };
    const answer = accepted(
      await http.send({
        method: 'POST',
        url: at(base, 'v1', 'checks'),
        headers,
        body,
        signal: ctx.signal,
        timeout: SEND_MS,
      }),
    );
    return { check_id: needText(answer.body, 'check_id') };
  };
  return { 'kyc.submit': submit };
}

const EXTENSIONS: Record<string, string> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'application/pdf': 'pdf' };

/** The file's own name stays with its owner. */
function part(
  field: string,
  upload: JsonObject,
  open: (uploadId: string) => Promise<AsyncIterable<Uint8Array>>,
): FilePart {
  const mediaType = needText(upload, 'media_type', 100);
  const filename = `${field}.${EXTENSIONS[mediaType] ?? 'bin'}`;
  return { field, filename, mediaType, open: () => open(needText(upload, 'upload_id', 64)) };
}
