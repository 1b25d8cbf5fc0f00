import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020, { type ErrorObject } from 'ajv/dist/2020';
import type { JsonObject } from '../../domain/json';
import { parseJsonText } from '../../domain/json-text/json-parser';
import { textPositions } from '../../domain/json-text/text-position';
import { escapeToken } from '../../domain/pointer';
import { type Fault, fault, keyFault } from '../../domain/skill/check/fault';
import { duration } from '../../domain/skill/duration';
import { type Finding, locate, type Placed } from '../findings';
import type { Happening, ScenarioFile } from './scenario';

/** A file of scenarios as it was read; `at`: finds the line and column of a pointer into it. */
export interface ReadScenarios {
  file: string;
  content: ScenarioFile;
  findings: Finding[];
  finding(code: string, pointer: string, message: string): Finding;
}

/** Bytes of a file of scenarios. */
const MAX_BYTES = 1024 * 1024;

/** The folder of a document's scenarios: `scenarios/<version>/` beside it. */
export const scenarioFolder = (document: string): string =>
  path.join(path.dirname(document), 'scenarios', path.basename(document, '.json'));

/** The files of a document's scenarios, by name; none where it has none. */
export function scenarioFiles(document: string): string[] {
  const folder = scenarioFolder(document);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => path.join(folder, name));
}

/** A reader of scenario files. `schemas`: the folder with `scenario.schema.json`. Throws nothing for a bad file. */
export function createScenarioReader(schemas: string): (text: string, file: string) => ReadScenarios {
  const schema = JSON.parse(readFileSync(path.join(schemas, 'scenario.schema.json'), 'utf8')) as JsonObject;
  const validate = new Ajv2020({ allErrors: true, strict: false }).compile<ScenarioFile>(schema);
  return (text, file) => {
    const isTooLarge = Buffer.byteLength(text) > MAX_BYTES;
    const { value, root, faults }: ReturnType<typeof parseJsonText> = isTooLarge ? { faults: [] } : parseJsonText(text);
    const positionOf = textPositions(text);
    const finding = (code: string, pointer: string, message: string): Finding =>
      locate([fault(code, pointer, message)], root, positionOf)[0] as Finding;
    const of = (content: ScenarioFile, wrong: Placed[]): ReadScenarios => ({
      file,
      content: wrong.length > 0 ? {} : content,
      findings: locate(wrong, root, positionOf),
      finding,
    });
    if (isTooLarge) return of({}, [shapeFault('', 'A file of scenarios has at most 1 MiB.')]);
    if (value === undefined) return of({}, faults);
    if (!validate(value)) return of({}, [...faults, ...inWords(validate.errors ?? [])]);
    return of(value as ScenarioFile, [...faults, ...durationFaults(value as ScenarioFile)]);
  };
}

const shapeFault = (pointer: string, message: string): Fault => fault('scenario_shape', pointer, message);

/** Durations of a file that are none. */
function durationFaults({ scenarios = [] }: ScenarioFile): Fault[] {
  const within = (happens: readonly Happening[], at: string): Fault[] =>
    happens.flatMap((one, index): Fault[] => {
      const pointer = `${at}/${index}`;
      if ('repeat' in one) return within(one.happens, `${pointer}/happens`);
      if (!('passes' in one) || duration(one.passes) !== undefined) return [];
      const message = `'${one.passes}' is not a duration of weeks to seconds, like 'P14D' or 'PT15M'.`;
      return [shapeFault(`${pointer}/passes`, message)];
    });
  return scenarios.flatMap(({ happens = [] }, index) => within(happens, `/scenarios/${index}/happens`));
}

const KINDS = 'submit, upload, returns, fails, event, back, passes, cancel, repeat, or at with expect';

/** Errors of the schema as sentences. What none of several forms fits is one sentence, not one a form. */
function inWords(errors: readonly ErrorObject[]): Fault[] {
  const choices = errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
  const isEcho = (error: ErrorObject) =>
    !choices.includes(error) &&
    choices.some(
      ({ instancePath }) =>
        error.instancePath === instancePath ||
        (error.instancePath.startsWith(`${instancePath}/`) && /\/(oneOf|anyOf)\//.test(error.schemaPath)),
    );
  return errors
    .filter((error) => !isEcho(error))
    .map(({ instancePath, keyword, message, params }) => {
      const { additionalProperty, unevaluatedProperty, missingProperty } = params as Record<string, string>;
      const name = additionalProperty ?? unevaluatedProperty;
      if (keyword === 'oneOf')
        return shapeFault(instancePath, `It has to be exactly one of: ${KINDS}; and nothing else.`);
      if (keyword === 'anyOf') return shapeFault(instancePath, `It has none of the forms that it may have: ${FORMS}.`);
      if (name !== undefined)
        return keyFault('scenario_shape', `${instancePath}/${escapeToken(name)}`, `There is no member '${name}' here.`);
      if (missingProperty !== undefined) return shapeFault(instancePath, `It lacks '${missingProperty}'.`);
      return shapeFault(instancePath, `It ${message ?? 'has the wrong shape'}.`);
    });
}

const FORMS =
  "an end is a step's name, or has some of step, status, reason, output, credentials, undone; what is started, a name or {call, with}";
