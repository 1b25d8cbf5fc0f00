import { isObject, type Json } from '../../../domain/json';

/** Columns of a line of a written file. */
const WIDTH = 110;

/** JSON for people: what fits on a line is on one. */
export function printed(value: Json, indent = '', room = WIDTH): string {
  const line = onOneLine(value);
  if (line.length + indent.length <= room && indent !== '') return line;
  const deeper = `${indent}  `;
  if (Array.isArray(value) && value.length > 0) {
    const items = value.map((item) => `${deeper}${printed(item, deeper)}`);
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  if (!isObject(value) || Object.keys(value).length === 0) return line;
  const members = Object.entries(value).map(([name, inner]) => {
    const key = `${deeper}${JSON.stringify(name)}: `;
    return `${key}${printed(inner, deeper, WIDTH - JSON.stringify(name).length - 2)}`;
  });
  return `{\n${members.join(',\n')}\n${indent}}`;
}

function onOneLine(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}: ${onOneLine(inner)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
