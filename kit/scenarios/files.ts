import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020, { type ErrorObject } from 'ajv/dist/2020';
import type { JsonObject } from '../../domain/json';
import { duration } from '../../domain/skill/duration';
import type { Finding } from '../checker';
import { positionsIn } from './positions';
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
    const refused = (message: string): ReadScenarios => {
      const finding = findingsAt(() => ({ line: 1, column: 1 }));
      return { file, content: {}, findings: [finding('scenario_shape', '', message)], finding };
    };
    if (Buffer.byteLength(text) > MAX_BYTES) return refused('A file of scenarios has at most 1 MiB.');
    let content: unknown;
    try {
      content = JSON.parse(text);
    } catch (error) {
      return refused(`It is no JSON: ${(error as Error).message}.`);
    }
    const finding = findingsAt(positionsIn(text));
    if (validate(content)) {
      const findings = durations(content).map(([pointer, given]) =>
        finding('scenario_shape', pointer, `'${given}' is not a duration of weeks to seconds, like 'P14D' or 'PT15M'.`),
      );
      return { file, content: findings.length > 0 ? {} : content, findings, finding };
    }
    const findings = inWords(validate.errors ?? []).map(([pointer, message]) =>
      finding('scenario_shape', pointer, message),
    );
    return { file, content: {}, findings, finding };
  };
}

const findingsAt =
  (position: ReturnType<typeof positionsIn>) =>
  (code: string, pointer: string, message: string): Finding => ({
    code,
    level: 'fault',
    pointer,
    ...position(pointer),
    message,
  });

/** Durations of a file that are none. */
function durations({ scenarios = [] }: ScenarioFile): [pointer: string, given: string][] {
  const within = (happens: readonly Happening[], at: string): [string, string][] =>
    happens.flatMap((one, index): [string, string][] => {
      const pointer = `${at}/${index}`;
      if ('repeat' in one) return within(one.happens, `${pointer}/happens`);
      return 'passes' in one && duration(one.passes) === undefined ? [[`${pointer}/passes`, one.passes]] : [];
    });
  return scenarios.flatMap(({ happens = [] }, index) => within(happens, `/scenarios/${index}/happens`));
}

const KINDS = 'submit, upload, returns, fails, event, back, passes, cancel, repeat, or at with expect';

/** Errors of the schema as sentences. What none of several forms fits is one sentence, not one a form. */
function inWords(errors: readonly ErrorObject[]): [pointer: string, message: string][] {
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
      if (keyword === 'oneOf') return [instancePath, `It has to be exactly one of: ${KINDS}; and nothing else.`];
      if (keyword === 'anyOf') return [instancePath, `It has none of the forms that it may have: ${FORMS}.`];
      if (name !== undefined) return [`${instancePath}/${name}`, `There is no member '${name}' here.`];
      if (missingProperty !== undefined) return [instancePath, `It lacks '${missingProperty}'.`];
      return [instancePath, `It ${message ?? 'has the wrong shape'}.`];
    });
}

const FORMS =
  "an end is a step's name, or has some of step, status, reason, output, credentials, undone; what is started, a name or {call, with}";
