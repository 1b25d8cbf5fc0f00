import { isObject, type Json } from '../domain/json';
import { joinTexts } from '../domain/skill/template';

/**
 * Replaces the markers `{"$join": [parts]}`, each by one text: the kernel could not join them, for a part was sealed. A
 * part that turns out to be no text makes the whole null, which means no value.
 *
 * `open` unseals a part. This is done before anything else is opened: markers come from the definition only, never from
 * a user's data.
 */
export function withJoins(value: Json, open: (part: Json) => Json): Json {
  if (Array.isArray(value)) return value.map((item) => withJoins(item, open));
  if (!isObject(value)) return value;
  if (Array.isArray(value.$join)) return joinTexts(value.$join.map((part) => open(withJoins(part, open)))) ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withJoins(member, open)]));
}
