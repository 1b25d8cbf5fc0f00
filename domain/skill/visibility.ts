import { isObject, type Json, type JsonObject } from '../json';
import { escapeToken, valueAt } from '../pointer';
import { properties } from './ask';
import { holds } from './condition';
import type { Schema, When } from './skill';

/** The condition under which an app shows a field; `undefined` where it always does. */
export function visibleWhen(field: Json | undefined): When | undefined {
  const ui = isObject(field) ? field['x-ui'] : undefined;
  return isObject(ui) && isObject(ui.visible_when) ? (ui.visible_when as When) : undefined;
}

/**
 * Whether an app shows a field, for data of the whole form. The server does not ask: what it is sent, it judges by the
 * schema alone.
 */
export function isVisible(field: Json | undefined, data: JsonObject): boolean {
  const when = visibleWhen(field);
  return when === undefined || holds(when, (pointer) => valueAt(data, pointer));
}

/** One field of a form: its name, its schema, the object that it is a member of, and its place in the data. */
export interface FormField {
  name: string;
  schema: Schema;
  parent: Schema;
  /** JSON Pointer into the form's data. */
  at: string;
  /** JSON Pointer from the form's schema. */
  path: string;
}

/** The fields of a form and of the objects in it. Those in lists have no one place in the data, and are left out. */
export function fieldsOf(parent: Schema, at = '', path = ''): FormField[] {
  return Object.entries(properties(parent)).flatMap(([name, schema]) => {
    if (!isObject(schema)) return [];
    const token = escapeToken(name);
    const field = { name, schema, parent, at: `${at}/${token}`, path: `${path}/properties/${token}` };
    return [field, ...fieldsOf(schema, field.at, field.path)];
  });
}
