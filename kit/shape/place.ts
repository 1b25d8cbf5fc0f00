import { isObject, type Json, type JsonObject } from '../../domain/json';
import { escapeToken } from '../../domain/pointer';

/** A value of the document that is judged: where it is, and what a sentence calls it. */
export interface Place {
  pointer: string;
  name: string;
}

export const WHOLE: Place = { pointer: '', name: 'The document' };

/** Characters of a name that a sentence shows. */
const SHOWN = 80;
export const quoted = (name: string): string => `'${name.length > SHOWN ? `${name.slice(0, SHOWN)}…` : name}'`;

export const memberOf = ({ pointer }: Place, name: string): Place => ({
  pointer: `${pointer}/${escapeToken(name)}`,
  name: quoted(name),
});

export const itemOf = ({ pointer, name }: Place, index: number): Place => ({
  pointer: `${pointer}/${index}`,
  name: `Item ${index + 1} of ${name}`,
});

/** A schema of JSON Schema; `true` takes anything, `false` nothing. */
export type Schema = JsonObject | boolean;

export const asSchemas = (value: Json | undefined): Schema[] =>
  Array.isArray(value) ? value.filter((one): one is Schema => isObject(one) || typeof one === 'boolean') : [];

export const asSchema = (value: Json | undefined): Schema | undefined =>
  isObject(value) || typeof value === 'boolean' ? value : undefined;

export const asNames = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
