import type { ErrorCode } from '../../domain/errors';
import { type Part, text } from './schemas';

/** One operation of the OpenAPI document, before its refusals are spelt out. */
export interface OpenApiOperation {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** `/sessions/{session_id}` */
  path: string;
  id: string;
  tag: string;
  summary: string;
  description?: string;
  parameters?: Part[];
  body?: Part;
  /** Status → response. */
  success: Part;
  /** The codes of its refusals, beside those that every call may meet. */
  errors: ErrorCode[];
  security?: Part[];
  /** Other members of the operation object. */
  more?: Part;
}

/** In an operation: its calls may have query parameters that aren't documented. */
export const OPEN_QUERY = 'x-open-query';
/** In a media type: the schema of an event's data in a stream of server-sent events. */
export const EVENT_DATA = 'x-event-data';

/** A handle or state in a path, which the platform has signed. */
export const handle: Part = text(1024, { pattern: '^[A-Za-z0-9_.-]+$' });

export const json = (schema: Part): Part => ({ content: { 'application/json': { schema } } });
export const answer = (description: string, schema: Part): Part => ({ 200: { description, ...json(schema) } });
export const query = (name: string, schema: Part, description: string, required = false): Part => ({
  name,
  in: 'query',
  required,
  allowReserved: true,
  schema,
  description,
});
export const pathParameter = (name: string, schema: Part, description: string): Part => ({
  name,
  in: 'path',
  required: true,
  schema,
  description,
});
export const headerParameter = (name: string, schema: Part, description: string, required = false): Part => ({
  name,
  in: 'header',
  required,
  schema,
  description,
});
export const IDEMPOTENCY_KEY = headerParameter(
  'Idempotency-Key',
  { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
  'Kept for 24 h: the same key with the same body replays the answer. A refusal frees the key.',
);
