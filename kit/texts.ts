import { isObject, type JsonObject } from '../domain/json';
import type { SkillDefinition } from '../domain/skill/skill';

/**
 * The texts of one locale by address. An address names a place in the definition: `title`, `product_form.title`,
 * `product_form.value.title`.
 */
export type Texts = Record<string, string>;

const NAMES = ['title', 'description'];

/** The objects of a definition that can have texts, by address. The document's own address is empty. */
function places(definition: SkillDefinition): Map<string, JsonObject> {
  const found = new Map<string, JsonObject>([['', definition as unknown as JsonObject]]);
  const visit = (schema: unknown, address: string) => {
    if (!isObject(schema)) return;
    found.set(address, schema);
    if (isObject(schema.properties))
      for (const [name, inner] of Object.entries(schema.properties)) visit(inner, `${address}.${name}`);
  };
  for (const [name, step] of Object.entries(definition.steps)) {
    if ('ask' in step) visit(step.ask, name);
    found.set(name, step as unknown as JsonObject);
  }
  return found;
}

function split(address: string): [string, string] {
  const dot = address.lastIndexOf('.');
  return [address.slice(0, Math.max(dot, 0)), address.slice(dot + 1)];
}

/** The addresses of texts that belong to nothing in the definition. */
export function strayTexts(definition: SkillDefinition, texts: Texts): string[] {
  const known = places(definition);
  return Object.keys(texts).filter((address) => {
    const [place, name] = split(address);
    return !known.has(place) || !NAMES.includes(name);
  });
}

/** Translates a definition. What has no text stays as the author wrote it. */
export function translate(definition: SkillDefinition, texts: Texts): SkillDefinition {
  const translated = structuredClone(definition);
  const known = places(translated);
  for (const [address, text] of Object.entries(texts)) {
    const [place, name] = split(address);
    const target = known.get(place);
    if (target) target[name] = text;
  }
  return translated;
}

/** The texts for a BCP 47 tag: those of the locale, else of its language. */
export function textsFor(texts: Record<string, Texts>, locale: string): Texts | undefined {
  const wanted = locale.toLowerCase();
  const named = (tag: string) => Object.entries(texts).find(([known]) => known.toLowerCase() === tag)?.[1];
  return named(wanted) ?? named(wanted.split('-')[0] as string);
}
