import type { ErrorCode } from '../../domain/errors';

/** A part of the document: plain JSON. */
export type Part = { [key: string]: unknown };

export const ref = (name: string): Part => ({ $ref: `#/components/schemas/${name}` });
export const text = (maxLength: number, more: Part = {}): Part => ({
  type: 'string',
  minLength: 1,
  maxLength,
  ...more,
});
export const uuid = (description: string): Part => ({ type: 'string', format: 'uuid', description });
export const time = (description: string): Part => ({ type: 'string', format: 'date-time', description });
export const optional = (properties: Part, ...names: string[]): Part =>
  object(
    properties,
    Object.keys(properties).filter((name) => !names.includes(name)),
  );

/** What the platform made and signed; it travels in a path. */
export const handle: Part = text(1024, { pattern: '^[A-Za-z0-9_.-]+$' });

export function object(properties: Part, required: string[] = Object.keys(properties), more: Part = {}): Part {
  return { type: 'object', ...(required.length > 0 ? { required } : {}), properties, ...more };
}
/** A request body takes what is documented and nothing else: a misspelt field is told, not ignored. */
export const strict = (properties: Part, required: string[]): Part =>
  object(properties, required, { additionalProperties: false });
export const list = (items: Part, more: Part = {}): Part => ({ type: 'array', items, ...more });
/** `more`: what a page may have beside. */
export const page = (items: Part, more: Part = {}): Part =>
  object(
    {
      data: list(items),
      has_more: { type: 'boolean' },
      next_cursor: {
        type: ['string', 'null'],
        description: 'Give it as `cursor` to get the next page; null on the last.',
      },
      ...more,
    },
    ['data', 'has_more', 'next_cursor'],
  );

export const json = (schema: Part, more: Part = {}): Part => ({ content: { 'application/json': { schema, ...more } } });
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

/** One operation before its errors are spelt out. */
export interface Operation {
  id: string;
  tag: string;
  summary: string;
  description?: string;
  parameters?: Part[];
  body?: Part;
  /** Status → response. */
  success: Part;
  /** What it may refuse with, beside what every call may. */
  errors: ErrorCode[];
  security?: Part[];
  /** Other members of the operation object. */
  more?: Part;
}
