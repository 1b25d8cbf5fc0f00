import { VestibuleError } from '../../domain/errors';
import { type PendingFile, storeFile } from '../../service/upload-files';
import { removeUpload as remove } from '../../service/upload-removal';
import { findUploadTarget, type UploadTarget } from '../../service/upload-target';
import { completeUpload } from '../../service/uploads';
import { claimTenant, nonceOf } from '../http/caller';
import { type Action, type Exchange, preferredWait, sessionAnswer } from '../http/endpoint';
import { receiveForm } from '../http/upload-form';

interface Uploading {
  target: UploadTarget;
  files: PendingFile[];
}

/** Streams the form's files into the store. Whose they are is checked when the first one comes, before it is stored. */
const receiveFiles: Action<Uploading> = async (exchange) => {
  const { req, services } = exchange;
  let target: Promise<UploadTarget> | undefined;
  const findTarget = () => {
    target ??= identifyForm(exchange);
    return target;
  };
  exchange.files = await receiveForm(req, services.settings.upload_limit, {
    store: async ({ field, filename, content }) => {
      const found = await findTarget();
      if (filename !== undefined || found.fields.some((declared) => declared.field === field))
        return storeFile(services, found, { field, filename: filename ?? '', content });
      // A text that some client adds to every form.
      content.resume();
      return undefined;
    },
    remove: (file) => file.discard(),
  });
  exchange.target = await findTarget();
  if (exchange.files.length === 0)
    throw new VestibuleError('request_invalid', 'The form has no file. Send the files after client_id and nonce.');
};

async function identifyForm(exchange: Exchange): Promise<UploadTarget> {
  const { req, services } = exchange;
  const { client_id, nonce } = (req.body ?? {}) as Record<string, unknown>;
  const missing = Object.entries({ client_id, nonce }).filter(([, value]) => typeof value !== 'string' || value === '');
  if (missing.length > 0) throw fieldsMissing(missing.map(([name]) => name));
  await claimTenant(exchange, String(client_id), String(nonce));
  const ref = { client_id: String(client_id), session_id: String(req.params.session_id) };
  return findUploadTarget(services, ref, String(nonce), String(req.params.step_id));
}

function fieldsMissing(names: string[]): VestibuleError {
  const message = 'This is required, before the first file.';
  const errors = names.map((name) => ({ pointer: `/${name}`, code: 'required', message }));
  return new VestibuleError('request_invalid', 'The fields client_id and nonce have to come before the files.', {
    errors,
  });
}

const handOver: Action<Uploading> = async (exchange) => {
  const { services, target, files } = exchange;
  exchange.answer = sessionAnswer(await completeUpload(services, target, files, preferredWait(exchange)));
};

/** `POST /sessions/{session_id}/steps/{step_id}/upload` */
export const uploadFiles: Action<Uploading>[] = [receiveFiles, handOver];

/** `DELETE /sessions/{session_id}/steps/{step_id}/upload/{upload_id}` */
export const removeUpload: Action = async (exchange) => {
  const { req, services } = exchange;
  const { nonce, client_id } = nonceOf(exchange);
  const ref = { client_id, session_id: String(req.params.session_id) };
  const [step_id, upload_id] = [String(req.params.step_id), String(req.params.upload_id)];
  exchange.answer = sessionAnswer(await remove(services, { ref, nonce, step_id, upload_id }));
};
