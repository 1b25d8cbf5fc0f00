import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { BankProfile } from '../../../connectors/berlin-group/profile';
import { operationAt } from './operations';
import { profileSaysSo } from './profile-departures';
import official from './requests-1.3.11.json';

/** One request as a bank gets it. `path` with its query; names of headers in lower case. */
export interface Sent {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  /** The bank itself gave this address: its query is the bank's own. */
  linked?: boolean;
}

/** What is wrong with a request by the official description. */
export interface Fault {
  text: string;
  /** JSON Pointer to what the bank's profile says about it: the bank wants it so. */
  profile?: string;
}

interface Parameter {
  name: string;
  in: string;
  required: boolean;
  schema: object;
}

/** Values of headers and queries are texts: a boolean is one that says `true` or `false`. */
const ofTexts = addFormats(new Ajv({ strict: false, coerceTypes: true }));
const ofJson = addFormats(new Ajv({ strict: false, allErrors: true }));
for (const ajv of [ofTexts, ofJson]) ajv.addSchema({ $id: 'official', schemas: official.schemas });

const compiled = new Map<string, ValidateFunction>();
function validator(ajv: Ajv, key: string, schema: object): ValidateFunction {
  const inOfficial = JSON.parse(JSON.stringify(schema).replaceAll('"#/schemas/', '"official#/schemas/')) as object;
  const known = compiled.get(key) ?? ajv.compile(inOfficial);
  compiled.set(key, known);
  return known;
}

/** What HTTP itself has; OAuth's token is the standard's as well. */
const OF_HTTP = new Set([
  ...['accept', 'accept-encoding', 'authorization', 'connection', 'content-length', 'content-type', 'date', 'host'],
  ...['transfer-encoding', 'user-agent'],
]);

const parameters = official.parameters as Record<string, Parameter>;
const operations = official.operations as Record<string, { parameters: string[]; body?: object }>;

/** The operation of the standard that a request is at a bank of this profile, and all that is wrong with it. */
export function judgeRequest(profile: BankProfile, base: string, sent: Sent): { operation?: string; faults: Fault[] } {
  const url = new URL(sent.path, 'http://bank.test');
  const { operation, values, product } = operationAt(profile, sent.method, url.pathname.slice(base.length + 1)) ?? {};
  const known = operation === undefined ? undefined : operations[operation];
  if (!operation || !known || !values) return { faults: [{ text: `${sent.method} ${url.pathname}: no operation` }] };
  const listed = [...official.everywhere, ...known.parameters].flatMap((name) => parameters[name] ?? []);
  const texts = [
    ...listed.flatMap((parameter) => faultIn(parameter, given(parameter, sent, url, { ...values, ...product }))),
    ...unknownHeaders(sent, listed),
    ...(sent.linked ? [] : unknownQuery(url, listed)),
    ...signatureFaults(sent),
    ...bodyFaults(operation, known.body, sent),
  ];
  const faults = texts.map((text) => {
    const pointer = profileSaysSo(profile, text);
    return { text: `${operation}: ${text}`, ...(pointer && { profile: pointer }) };
  });
  return { operation, faults };
}

function given(parameter: Parameter, { headers }: Sent, url: URL, path: Record<string, string>): string | undefined {
  if (parameter.in === 'path') return path[parameter.name];
  if (parameter.in === 'query') return url.searchParams.get(parameter.name) ?? undefined;
  const value = headers[parameter.name.toLowerCase()];
  return Array.isArray(value) ? value.join(', ') : value;
}

function faultIn({ name, required, schema }: Parameter, value: string | undefined): string[] {
  if (value === undefined) return required ? [`${name} is needed`] : [];
  const validate = validator(ofTexts, name, { type: 'object', properties: { value: schema } });
  return validate({ value }) ? [] : [`${name} ${validate.errors?.[0]?.message}`];
}

const unknownHeaders = ({ headers }: Sent, listed: Parameter[]): string[] => {
  const names = new Set(listed.filter((each) => each.in === 'header').map(({ name }) => name.toLowerCase()));
  return Object.keys(headers).flatMap((name) =>
    names.has(name) || OF_HTTP.has(name) ? [] : [`${name} is no header of this operation`],
  );
};

const unknownQuery = ({ searchParams }: URL, listed: Parameter[]): string[] => {
  const names = new Set(listed.filter((each) => each.in === 'query').map(({ name }) => name));
  return [...searchParams.keys()].flatMap((name) => (names.has(name) ? [] : [`${name} is no query of this operation`]));
};

const signatureFaults = ({ headers }: Sent): string[] =>
  headers.signature !== undefined && !(headers.digest && headers['tpp-signature-certificate'])
    ? ['Signature needs Digest and TPP-Signature-Certificate']
    : [];

function bodyFaults(operation: string, schema: object | undefined, { headers, body }: Sent): string[] {
  if (!schema) return body === '' ? [] : ['a body is not awaited'];
  if (!/^application\/json\b/.test(String(headers['content-type']))) return ['Content-Type must be application/json'];
  const validate = validator(ofJson, operation, schema);
  if (validate(JSON.parse(body))) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    `body${instancePath} ${message} ${params.additionalProperty ?? ''}`.trim(),
  );
}
