import { openapiDocument } from '../openapi/document';
import type { Part } from '../openapi/schemas';
import type { Builder } from './builder';
import type { GraphContext } from './context';
import { camelCase, nestedName, TYPE_NAMES } from './names';

// biome-ignore lint/suspicious/noExplicitAny: what a type holds is said by the OpenAPI document, not by the compiler
type Any = any;
const newRef = (builder: Builder, name: string) => builder.objectRef<object>(name);
export type RestType = ReturnType<typeof newRef>;
export type RestTypes = Record<keyof typeof TYPE_NAMES, RestType>;

interface Schema extends Part {
  $ref?: string;
  type?: string | string[];
  enum?: string[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  description?: string;
}

/** What a type has beside the members that the document describes. */
interface More {
  /** Makes the type a node: what its `id` is made of, and how it is found by that. */
  node?: { id(parent: Any): string; find(id: string, context: GraphContext): Promise<unknown> };
  /** Members that are not at hand: how each is found. */
  resolve?: Record<string, (parent: Any, context: GraphContext) => unknown>;
}

/**
 * Makes an object type of each component of the OpenAPI document that has a name here, member by member. So GraphQL
 * lacks nothing that REST has, and both say the same of it.
 */
export function restTypes(builder: Builder, more: Partial<Record<keyof typeof TYPE_NAMES, More>>): RestTypes {
  const { schemas } = openapiDocument().components as { schemas: Record<string, Schema> };
  const byName = new Map<string, RestType>();
  for (const name of Object.values(TYPE_NAMES)) byName.set(name, byName.get(name) ?? newRef(builder, name));
  const components = Object.entries(TYPE_NAMES) as [keyof typeof TYPE_NAMES, string][];
  const types = Object.fromEntries(components.map(([component, name]) => [component, byName.get(name)])) as RestTypes;
  const typeOf = typesOf(builder, types);
  for (const [component, name] of components) {
    const ref = byName.get(name);
    if (!ref) continue;
    byName.delete(name);
    const { node, resolve } = more[component] ?? {};
    const schema = schemas[component] ?? {};
    const fields = (t: Any) => fieldsOf(t, schema, name, typeOf, resolve);
    if (node) builder.node(ref, { ...described(schema), fields, ...asNode(node) } as Any);
    else builder.objectType(ref, { ...described(schema), fields });
  }
  return types;
}

const asNode = ({ id, find }: NonNullable<More['node']>) => ({
  id: { resolve: id },
  loadOne: (key: string, context: GraphContext) => find(key, context),
});

type TypeOf = (schema: Schema, owner: string, property: string, isList?: boolean) => Any;

/** Which type a schema is in GraphQL; objects that are described in place, and enums, are made on the way. */
function typesOf(builder: Builder, types: RestTypes): TypeOf {
  const enums = new Map<string, Any>();
  const typeOf: TypeOf = (schema, owner, property, isList = false) => {
    const component = schema.$ref?.split('/').pop();
    if (component !== undefined) return types[component as keyof RestTypes];
    if (schema.type === 'array') return [typeOf(schema.items ?? {}, owner, property, true)];
    const name = nestedName(owner, property, isList);
    if (schema.enum && isNameable(schema.enum)) return enumOf(schema.enum, name);
    if (schema.properties) return nested(schema, name);
    return SCALARS[String(schema.type)] ?? 'JSON';
  };
  /** Equal lists are one enum. */
  const enumOf = (values: string[], name: string): Any => {
    const key = values.join();
    const found = enums.get(key) ?? builder.enumType(name, { values } as Any);
    enums.set(key, found);
    return found;
  };
  const nested = (schema: Schema, name: string): Any =>
    builder
      .objectRef<object>(name)
      .implement({ ...described(schema), fields: (t: Any) => fieldsOf(t, schema, name, typeOf) });
  return typeOf;
}

const SCALARS: Record<string, string> = { string: 'String', integer: 'Int', boolean: 'Boolean' };

/** Values such as `session.created` can be in no enum of GraphQL, and stay texts. */
const isNameable = (values: string[]): boolean => values.every((value) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(value));

function fieldsOf(
  t: Any,
  { properties = {}, required = [] }: Schema,
  owner: string,
  typeOf: TypeOf,
  resolve: More['resolve'] = {},
): Any {
  const fields = Object.entries(properties).map(([property, schema]) => {
    const own = resolve[property];
    const field = t.field({
      type: typeOf(schema, owner, property),
      nullable: !required.includes(property),
      ...described(schema),
      resolve: (parent: Record<string, unknown>, _args: object, context: GraphContext) =>
        own ? own(parent, context) : parent[property],
    });
    return [camelCase(property), field];
  });
  return Object.fromEntries(fields);
}

const described = ({ description }: Schema) => (description === undefined ? {} : { description });
