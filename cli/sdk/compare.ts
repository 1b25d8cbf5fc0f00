import type { Part } from '../../api/openapi/schemas';

/** Which way a schema's values go: what callers send may be widened, what they get may be narrowed. */
type Direction = 'request' | 'response';

interface Operation extends Part {
  parameters?: Part[];
  requestBody?: Part & { required?: boolean; content?: Record<string, { schema?: Part }> };
  responses: Record<string, Part & { content?: Record<string, { schema?: Part }> }>;
  security?: Part[];
}

/**
 * What of a document breaks programs that were written for an older one: a sentence each, none where nothing does.
 *
 * A new member of an answer, a new optional member of a request, a new operation or status breaks nothing. A new value
 * of an answer's enum does: the SDK's unions are closed, and a `switch` over them is complete.
 */
export function breakingChanges(before: Part, after: Part): string[] {
  return new Comparison(before, after).operations();
}

class Comparison {
  private readonly found: string[] = [];
  private readonly seen = new Set<string>();

  constructor(
    private readonly before: Part,
    private readonly after: Part,
  ) {}

  operations(): string[] {
    const [old, now] = [this.before, this.after].map(({ paths }) => paths as Record<string, Record<string, Operation>>);
    for (const [path, item] of Object.entries(old ?? {}))
      for (const [method, operation] of Object.entries(item)) {
        const where = `${method.toUpperCase()} ${path}`;
        const same = now?.[path]?.[method];
        if (same) this.operation(where, operation, same);
        else this.found.push(`${where} is gone`);
      }
    return this.found;
  }

  private operation(where: string, old: Operation, now: Operation): void {
    if (old.operationId !== now.operationId) this.found.push(`${where} has another operationId`);
    this.parameters(where, old, now);
    this.contents(`${where}, body`, 'request', old.requestBody?.content, now.requestBody?.content);
    if (now.requestBody?.required && !old.requestBody?.required) this.found.push(`${where} needs a body`);
    for (const [status, response] of Object.entries(old.responses))
      if (Number(status) < 300) {
        const same = now.responses[status];
        if (same) this.contents(`${where}, ${status}`, 'response', response.content, same.content);
        else this.found.push(`${where} answers ${status} no more`);
      }
    const ways = new Set((now.security ?? []).map((one) => JSON.stringify(one)));
    for (const one of old.security ?? [])
      if (!ways.has(JSON.stringify(one))) this.found.push(`${where} takes ${Object.keys(one).join(' + ')} no more`);
  }

  private parameters(where: string, old: Operation, now: Operation): void {
    const keyed = (operation: Operation) =>
      new Map((operation.parameters ?? []).filter((one) => one.name).map((one) => [`${one.in} ${one.name}`, one]));
    const [past, present] = [keyed(old), keyed(now)];
    for (const [name, parameter] of past) {
      const same = present.get(name);
      if (!same) this.found.push(`${where}: the ${name} is gone`);
      else {
        if (same.required && !parameter.required) this.found.push(`${where}: the ${name} is required`);
        this.schema(`${where}, ${name}`, 'request', parameter.schema as Part, same.schema as Part);
      }
    }
    for (const [name, { required }] of present)
      if (required && !past.has(name)) this.found.push(`${where}: the ${name} is new and required`);
  }

  private contents(
    where: string,
    way: Direction,
    old: Record<string, { schema?: Part }> = {},
    now: Record<string, { schema?: Part }> = {},
  ): void {
    for (const [type, { schema = {} }] of Object.entries(old)) {
      const same = now[type];
      if (same) this.schema(where, way, schema, same.schema ?? {});
      else this.found.push(`${where}: ${type} is gone`);
    }
  }

  private schema(where: string, way: Direction, old: Part, now: Part): void {
    if (typeof old.$ref === 'string' && typeof now.$ref === 'string') {
      const pair = `${way} ${old.$ref} ${now.$ref}`;
      if (this.seen.has(pair)) return;
      this.seen.add(pair);
    }
    const [from, to] = [resolved(this.before, old), resolved(this.after, now)];
    this.values(where, way, from, to);
    this.bounds(where, way, from, to);
    this.members(where, way, from, to);
    if (from.items || to.items) this.schema(`${where}[]`, way, (from.items ?? {}) as Part, (to.items ?? {}) as Part);
  }

  /** Types, enums and constants: a request may take more than before, an answer have less. */
  private values(where: string, way: Direction, from: Part, to: Part): void {
    for (const [what, read] of [
      ['type', typesOf],
      ['value', valuesOf],
    ] as const) {
      const [wide, narrow] = way === 'request' ? [read(to), read(from)] : [read(from), read(to)];
      if (wide === undefined) continue;
      if (narrow === undefined)
        this.found.push(
          way === 'request'
            ? `${where} takes only the ${what}s ${wide.join(', ')}`
            : `${where} may newly have any ${what}`,
        );
      else {
        const lost = narrow.filter((one) => !wide.includes(one) && !(one === 'integer' && wide.includes('number')));
        const verb = way === 'request' ? 'takes' : 'may newly have';
        for (const one of lost)
          this.found.push(`${where} ${verb} the ${what} ${one}${way === 'request' ? ' no more' : ''}`);
      }
    }
  }

  /** Lengths, sizes and patterns of what is sent. */
  private bounds(where: string, way: Direction, from: Part, to: Part): void {
    if (way === 'response') return;
    for (const name of ['maxLength', 'maximum', 'maxItems', 'maxProperties'])
      if (Number(to[name] ?? Number.POSITIVE_INFINITY) < Number(from[name] ?? Number.POSITIVE_INFINITY))
        this.found.push(`${where}: ${name} is smaller`);
    for (const name of ['minLength', 'minimum', 'minItems', 'minProperties'])
      if (Number(to[name] ?? Number.NEGATIVE_INFINITY) > Number(from[name] ?? Number.NEGATIVE_INFINITY))
        this.found.push(`${where}: ${name} is larger`);
    for (const name of ['pattern', 'format', 'multipleOf'])
      if (to[name] !== undefined && to[name] !== from[name]) this.found.push(`${where}: another ${name}`);
  }

  private members(where: string, way: Direction, from: Part, to: Part): void {
    const [past, present] = [propertiesOf(from), propertiesOf(to)];
    const [needed, needs] = [requiredOf(from), requiredOf(to)];
    for (const [name, member] of Object.entries(past)) {
      const same = present[name];
      const isGone = !same && (way === 'response' || to.additionalProperties === false);
      if (isGone) this.found.push(`${where}: ${name} is gone`);
      else if (same) this.schema(`${where}/${name}`, way, member, same);
      if (way === 'response' && same && needed.includes(name) && !needs.includes(name))
        this.found.push(`${where}: ${name} may be absent`);
    }
    for (const name of needs)
      if (way === 'request' && !needed.includes(name)) this.found.push(`${where}: ${name} is required`);
    if (
      way === 'request' &&
      to.additionalProperties === false &&
      from.type === 'object' &&
      from.additionalProperties !== false
    )
      this.found.push(`${where} takes only the members that it names`);
  }
}

const propertiesOf = (schema: Part) => (schema.properties ?? {}) as Record<string, Part>;
const requiredOf = (schema: Part) => (schema.required ?? []) as string[];
const typesOf = ({ type }: Part): string[] | undefined =>
  type === undefined ? undefined : ([type].flat() as string[]);
const valuesOf = (schema: Part): string[] | undefined => {
  if (schema.const !== undefined) return [JSON.stringify(schema.const)];
  return (schema.enum as unknown[] | undefined)?.map((one) => JSON.stringify(one));
};

function resolved(document: Part, schema: Part): Part {
  if (typeof schema.$ref !== 'string') return schema;
  const path = schema.$ref.slice(2).split('/');
  return path.reduce((part, name) => part[name] as Part, document);
}
