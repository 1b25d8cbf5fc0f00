import type { Part } from '../../api/openapi/schemas';

const HEAD = `// Made from the OpenAPI document by \`npm run sdk\`. Don't edit.

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
`;

/** The SDK's types as TypeScript: one type a component, and what each operation takes and answers. */
export function sdkTypes(document: Part): string {
  const { schemas } = document.components as { schemas: Record<string, Part> };
  const components = Object.entries(schemas).map(
    ([name, schema]) => `${docOf(schema)}export type ${name} = ${typeOf(schema, '')};\n`,
  );
  return [HEAD, ...components, operations(document)].join('\n');
}

function operations(document: Part): string {
  const paths = document.paths as Record<string, Record<string, Part>>;
  const members = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => operationType(method, path, operation as Part)),
  );
  return `/** What each operation takes and answers, by its id. */\nexport interface Operations {\n${members.join('')}}\n`;
}

function operationType(method: string, path: string, operation: Part): string {
  const { operationId, parameters, requestBody, responses } = operation as {
    operationId: string;
    parameters: { name?: string; in?: string; required?: boolean; schema?: Part; description?: string }[];
    requestBody?: Part;
    responses: Record<string, Part>;
  };
  const query = parameters.filter((one) => one.in === 'query' && one.schema);
  const members = [
    ...(query.length > 0 ? [`query: ${typeOf(objectOf(query), '    ', true)};`] : []),
    ...bodyOf(requestBody),
    ...answersOf(responses),
  ];
  if (members.length === 0) return '';
  const inner = members.map((member) => `    ${member}\n`).join('');
  return `  /** \`${method.toUpperCase()} ${path}\` */\n  ${operationId}: {\n${inner}  };\n`;
}

const objectOf = (query: { name?: string; required?: boolean; schema?: Part; description?: string }[]): Part => ({
  type: 'object',
  required: query.filter(({ required }) => required).map(({ name }) => name),
  properties: Object.fromEntries(
    query.map(({ name, schema, description }) => [name, { ...schema, ...(description ? { description } : {}) }]),
  ),
});

function bodyOf(body: Part | undefined): string[] {
  const schema = jsonOf(body);
  return schema ? [`body: ${typeOf(schema, '    ', true)};`] : [];
}

function answersOf(responses: Record<string, Part>): string[] {
  const found = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([, response]) => jsonOf(response))
    .flatMap((schema) => (schema ? [typeOf(schema, '    ')] : []));
  return found.length > 0 ? [`answer: ${[...new Set(found)].join(' | ')};`] : [];
}

function jsonOf(part: Part | undefined): Part | undefined {
  const content = part?.content as Record<string, { schema?: Part }> | undefined;
  return content?.['application/json']?.schema;
}

/** A schema as a TypeScript type. `isRequest`: absent members may be given as `undefined`. */
function typeOf(schema: Part, indent: string, isRequest = false): string {
  const {
    $ref,
    type,
    enum: values,
    const: value,
    items,
    anyOf,
    oneOf,
  } = schema as Part & {
    $ref?: string;
    items?: Part;
    anyOf?: Part[];
    oneOf?: Part[];
  };
  if ($ref !== undefined) return $ref.slice($ref.lastIndexOf('/') + 1);
  if (value !== undefined) return literal(value);
  if (Array.isArray(values)) return values.map(literal).join(' | ');
  if (Array.isArray(type)) return type.map((one) => typeOf({ ...schema, type: one }, indent, isRequest)).join(' | ');
  if (type === 'array') return listOf(typeOf(items ?? {}, indent, isRequest));
  if (type === 'object') return objectType(schema, indent, isRequest);
  const choices = type === undefined ? (anyOf ?? oneOf) : undefined;
  if (choices) return choices.map((one) => typeOf(one, indent, isRequest)).join(' | ');
  return (
    { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', null: 'null' }[String(type)] ?? 'Json'
  );
}

const literal = (value: unknown) => (typeof value === 'string' ? `'${value.replaceAll("'", "\\'")}'` : String(value));
const listOf = (items: string) => (/^[\w.]+$/.test(items) ? `${items}[]` : `Array<${items}>`);

function objectType(schema: Part, indent: string, isRequest: boolean): string {
  const {
    properties = {},
    required = [],
    additionalProperties,
  } = schema as {
    properties?: Record<string, Part>;
    required?: string[];
    additionalProperties?: Part | boolean;
  };
  const inner = `${indent}  `;
  const members = Object.entries(properties).map(([name, member]) => {
    const isOptional = !required.includes(name);
    const type = typeOf(member, inner, isRequest) + (isOptional && isRequest ? ' | undefined' : '');
    return `${docOf(member, inner)}${inner}${/^\w+$/.test(name) ? name : literal(name)}${isOptional ? '?' : ''}: ${type};\n`;
  });
  if (members.length > 0) return `{\n${members.join('')}${indent}}`;
  const values = typeof additionalProperties === 'object' ? typeOf(additionalProperties, indent, isRequest) : 'Json';
  return `{ [key: string]: ${values} }`;
}

function docOf(schema: Part, indent = ''): string {
  if (typeof schema.description !== 'string') return '';
  return `${indent}/** ${schema.description.replaceAll('*/', '* /').replaceAll('\n', ' ')} */\n`;
}
