import type { Call } from './call';
import { Refusal } from './refusal';
import { requireFormats } from './request-formats';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const UUID_1_TO_5 = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

export const isUuid = (text: string): boolean => UUID.test(text);

/** The headers that a bank wants to see, whatever is asked. @throws Refusal 400 FORMAT_ERROR that names the header */
export function requireHeaders(call: Call): void {
  const { traits, request_id, header, method, clothes, path } = call;
  if (!(traits.strict_request_ids ? UUID_1_TO_5 : UUID).test(request_id)) {
    throw new Refusal(400, 'FORMAT_ERROR', 'A UUID is needed.', { path: 'X-Request-ID' });
  }
  requireFormats(call);
  const isCreation = method === 'POST' && (path === clothes.paths.consents || path.startsWith(clothes.paths.payments));
  const missing = isCreation ? traits.required_headers.find((name) => !header(name)) : undefined;
  if (missing) throw new Refusal(400, 'FORMAT_ERROR', 'This header is needed.', { path: missing });
  const uri = header('TPP-Redirect-URI') ?? '';
  if (uri.length > traits.longest_redirect_uri) {
    throw new Refusal(500, 'INTERNAL_SERVER_ERROR', 'The bank failed.');
  }
}
