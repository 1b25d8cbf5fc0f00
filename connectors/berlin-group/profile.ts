import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import { isObject, type Json, type JsonObject } from '../../domain/json';
import type { BankProfile } from './profile-type';

export type { BankProfile, ConsentKind, OAuthProfile, Product, Resource } from './profile-type';

/** The profile that a bank has unless the settings name another, and that every other one is completed from. */
export const GENERIC = 'generic';

/** Bytes. A profile is a page of JSON; more than this is a mistake. */
const MAX_BYTES = 64 * 1024;
const NAME = /^[a-z][a-z0-9-]{0,30}$/;

/** Bank profiles by name, from the project's own folder and `BANK_PROFILES_DIR`. */
export interface Profiles {
  names(): string[];
  /** Throws an `Error` that names the profiles there are, and the setting that asks for this one. */
  get(name: string, setting?: string): BankProfile;
}

/**
 * Reads and checks every profile at once. Throws an `Error` with file, JSON Pointer and sentence for the first one that
 * can't be used. A profile in `extra` stands for the one of the same name in the project's folder, but `generic` is
 * ours.
 */
export function loadProfiles(extra?: string): Profiles {
  const own = ownFolder();
  const fits = compileSchema(path.join(own, 'profile.schema.json'));
  const others = extra === undefined ? [] : filesIn(extra);
  const again = others.find(([name]) => name === GENERIC);
  if (again) throw bad(again[1], '', 'every other profile is completed from our own of that name: choose another');
  const files = new Map([...filesIn(own), ...others]);
  const generic = read(files.get(GENERIC) as string, fits);
  const profiles = new Map(
    [...files].map(([name, file]) => [name, complete(name, name === GENERIC ? generic : read(file, fits), generic)]),
  );
  for (const [name, profile] of profiles) checkSense(files.get(name) as string, profile);
  return {
    names: () => [...profiles.keys()].sort(),
    get(name, setting = 'Settings') {
      const found = profiles.get(name);
      const all = [...profiles.keys()].join(', ');
      if (!found) throw new Error(`${setting}: there is no bank profile '${name}'. There are: ${all}.`);
      return found;
    },
  };
}

/** The same folder whether the code runs from `dist/` or as source: `connectors/berlin-group/profiles`. */
function ownFolder(): string {
  const below = path.join('connectors', 'berlin-group', 'profiles');
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, below, `${GENERIC}.json`))) return path.join(folder, below);
    if (folder === path.dirname(folder)) throw new Error(`There is no folder ${below} above ${__dirname}.`);
  }
}

function compileSchema(file: string): ValidateFunction {
  const schema = JSON.parse(readFileSync(file, 'utf8')) as JsonObject;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addFormat('regex', { validate: isPattern });
  return ajv.compile(schema);
}

const isPattern = (text: string): boolean => {
  try {
    new RegExp(text, 'u').test('');
    return true;
  } catch {
    return false;
  }
};

function filesIn(folder: string): [name: string, file: string][] {
  let entries: string[];
  try {
    entries = readdirSync(folder).filter((entry) => entry.endsWith('.json') && entry !== 'profile.schema.json');
  } catch (cause) {
    throw new Error(`The folder of bank profiles ${folder} can’t be read.`, { cause });
  }
  return entries.map((entry) => {
    const name = entry.slice(0, -'.json'.length);
    const file = path.join(folder, entry);
    if (!NAME.test(name)) throw bad(file, '', 'its name must be lower-case letters, digits and hyphens');
    return [name, file];
  });
}

function read(file: string, fits: ValidateFunction): JsonObject {
  const text = readText(file);
  if (Buffer.byteLength(text) > MAX_BYTES) throw bad(file, '', 'a profile has at most 64 KiB');
  const value = parse(text, file);
  if (!fits(value)) throw bad(file, ...sentenceOf((fits.errors ?? [])[0]));
  return value as JsonObject;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw bad(file, '', 'it can’t be read', cause);
  }
}

function parse(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw bad(file, '', 'it is not JSON', cause);
  }
}

function sentenceOf(error: ErrorObject | undefined): [pointer: string, sentence: string] {
  const { instancePath = '', message = 'it does not fit the schema', params = {} } = error ?? {};
  const about = [params.additionalProperty, params.allowedValues].find((detail) => detail !== undefined);
  return [instancePath, `${message}${about === undefined ? '' : `: ${[about].flat().join(', ')}`}`];
}

const bad = (file: string, pointer: string, sentence: string, cause?: unknown): Error =>
  new Error(`The bank profile ${file} can’t be used: at '${pointer || '/'}' ${sentence}.`, { cause });

/** What a file leaves out comes from the generic profile: objects member by member, anything else whole. */
function complete(name: string, given: JsonObject, generic: JsonObject): BankProfile {
  const { $schema: _schema, ...merged } = merge(generic, given);
  return { ...merged, name } as unknown as BankProfile;
}

const merge = (base: JsonObject, over: JsonObject): JsonObject =>
  Object.fromEntries(
    [...new Set([...Object.keys(base), ...Object.keys(over)])].map((key) => {
      const [under, upper] = [base[key], over[key]];
      return [
        key,
        (isObject(under) && isObject(upper) ? merge(under, upper) : upper === undefined ? under : upper) as Json,
      ];
    }),
  );

const FILLED_BY_CALLS = new Set(['account_id', 'service', 'product']);

/** What a schema can't say: variables exist, an OAuth flow has what it needs. */
function checkSense(file: string, { paths, variables, oauth, sign, consent }: BankProfile): void {
  for (const [name, template] of Object.entries(paths)) {
    for (const [, variable = ''] of template.matchAll(/\{([^}]*)\}/g)) {
      if (!FILLED_BY_CALLS.has(variable) && !Object.hasOwn(variables, variable))
        throw bad(file, `/paths/${name}`, `names the variable '${variable}', which 'variables' does not have`);
    }
  }
  const isAddressed = oauth.configuration || ((oauth.authorize || oauth.authorize_from) && oauth.token);
  if (oauth.kind === 'pre_step' && !isAddressed)
    throw bad(file, '/oauth', 'needs ‘configuration’, or ‘token’ with ‘authorize’ or ‘authorize_from’');
  if (!consent.resource && oauth.kind !== 'pre_step')
    throw bad(
      file,
      '/consent/resource',
      'without a consent resource users have to sign in: ‘oauth.kind’ is ‘pre_step’',
    );
  if (oauth.kind !== 'none' && !oauth.scope) throw bad(file, '/oauth', 'needs ‘scope’');
  if (sign.algorithm !== 'none' && !sign.headers) throw bad(file, '/sign', 'needs ‘headers’');
}
