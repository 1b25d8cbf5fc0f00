/** Plain lines for people: `name: value`; a list's entries below each other, records parted by an empty line. */
export function render(value: unknown): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return 'none';
    return value.map(render).join(value.some((entry) => isRecord(entry)) ? '\n\n' : '\n');
  }
  if (isRecord(value)) {
    const width = Math.max(...Object.keys(value).map((key) => key.length)) + 2;
    return Object.entries(value)
      .map(([key, entry]) => `${`${key}:`.padEnd(width)}${inline(entry, width)}`)
      .join('\n');
  }
  return String(value);
}

const inline = (value: unknown, indent: number): string => {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(String).join(`\n${' '.repeat(indent)}`);
  return String(value);
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
