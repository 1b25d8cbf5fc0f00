import { isObject, type JsonObject } from '../domain/json';
import type { SkillDefinition } from '../domain/skill/definition';
import { lookUp } from './languages/languages';

/**
 * The texts of one locale by address. An address names a place in the definition and what of it: `title`,
 * `product_form.title`, `product_form.value.title`, `documents.id_type.labels.passport`, `declined.reason`.
 */
export type Texts = Record<string, string>;

/** A place that can have a text: reads it, and writes it. */
interface Target {
  read(): string | undefined;
  write(text: string): void;
}

/** The member of a schema that each name in an address stands for. */
const OF_SCHEMAS: Readonly<Record<string, string>> = {
  title: 'title',
  description: 'description',
  error: 'x-error',
};
const LABELS = 'labels';

/** The objects of a definition that can have texts, by address. The document's own address is empty. */
function places(definition: SkillDefinition): Map<string, JsonObject> {
  const found = new Map<string, JsonObject>([['', definition as unknown as JsonObject]]);
  const visit = (schema: unknown, address: string) => {
    if (!isObject(schema)) return;
    found.set(address, schema);
    visit(schema.items, `${address}.items`);
    if (Array.isArray(schema.anyOf))
      for (const [index, one] of schema.anyOf.entries()) visit(one, `${address}.anyOf.${index}`);
    if (isObject(schema.properties))
      for (const [name, inner] of Object.entries(schema.properties)) visit(inner, `${address}.${name}`);
  };
  for (const [name, step] of Object.entries(definition.steps)) {
    if ('ask' in step) {
      visit(step.ask, name);
      // The form's own title, where no field has this address.
      if (!found.has(`${name}.ask`)) found.set(`${name}.ask`, step.ask);
    }
    found.set(name, step as unknown as JsonObject);
  }
  return found;
}

const member = (object: JsonObject, name: string): Target => ({
  read: () => (typeof object[name] === 'string' ? object[name] : undefined),
  write: (text) => {
    object[name] = text;
  },
});

/** The label of one choice. A document without labels gets them by its translation, too. */
const labelOf = (schema: JsonObject, value: string): Target => ({
  read: () => {
    const labels = schema['x-labels'];
    return isObject(labels) && typeof labels[value] === 'string' ? labels[value] : undefined;
  },
  write: (text) => {
    const labels = isObject(schema['x-labels']) ? schema['x-labels'] : {};
    schema['x-labels'] = { ...labels, [value]: text };
  },
});

/** The label that an address names. A field may be called 'labels' itself, and a choice may have dots in it. */
function labelled(known: Map<string, JsonObject>, address: string): Target | undefined {
  const middle = `.${LABELS}.`;
  for (let at = address.indexOf(middle); at > 0; at = address.indexOf(middle, at + 1)) {
    const schema = known.get(address.slice(0, at));
    const value = address.slice(at + middle.length);
    if (schema && isChoiceOf(schema, value)) return labelOf(schema, value);
  }
  return undefined;
}

/** What an address names; `undefined` where it names nothing that can have a text. */
function target(known: Map<string, JsonObject>, address: string): Target | undefined {
  const choice = labelled(known, address);
  if (choice) return choice;
  const dot = address.lastIndexOf('.');
  const found = known.get(address.slice(0, Math.max(dot, 0)));
  const name = address.slice(dot + 1);
  if (!found) return undefined;
  if (name === 'reason' && isObject(found.reason)) return member(found.reason, 'message');
  return Object.hasOwn(OF_SCHEMAS, name) ? member(found, OF_SCHEMAS[name] as string) : undefined;
}

const choicesOf = ({ enum: choices, const: only, type }: JsonObject): string[] => {
  if (Array.isArray(choices)) return choices.map(String);
  if (only !== undefined) return [String(only)];
  return type === 'boolean' ? ['true', 'false'] : [];
};
const isChoiceOf = (schema: JsonObject, value: string): boolean => choicesOf(schema).includes(value);

/** The addresses of texts that belong to nothing in the definition. */
export function strayTexts(definition: SkillDefinition, texts: Texts): string[] {
  const known = places(definition);
  return Object.keys(texts).filter((address) => target(known, address) === undefined);
}

/** Translates a definition. What has no text stays as the author wrote it. */
export function translate(definition: SkillDefinition, texts: Texts): SkillDefinition {
  const translated = structuredClone(definition);
  const known = places(translated);
  for (const [address, text] of Object.entries(texts)) target(known, address)?.write(text);
  return translated;
}

/** Every text of a definition that a user may read, by address, as the author wrote it. */
export function textsIn(definition: SkillDefinition): Texts {
  const known = places(definition);
  const found: Texts = {};
  const note = (address: string) => {
    const text = target(known, address)?.read();
    if (text !== undefined) found[address] = text;
  };
  for (const [place, schema] of known) {
    const at = (name: string) => (place === '' ? name : `${place}.${name}`);
    for (const name of [...Object.keys(OF_SCHEMAS), 'reason']) note(at(name));
    for (const value of choicesOf(schema)) note(at(`${LABELS}.${value}`));
  }
  return found;
}

/** The texts for a locale: its own, else those of the tag without its last part (RFC 4647, lookup). */
export const textsFor = (texts: Record<string, Texts>, locale: string): Texts | undefined => lookUp(texts, locale);
