import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import { isObject, type Json, type JsonObject } from '../../domain/json';
import type { CallEffect, Untimed } from '../../domain/session/events';
import { DISCARD, FINISH, SENTENCES } from '../../domain/session/platform';
import { RESULT_TOO_LARGE } from '../../domain/session/result-bounds';
import { APPROACHES, METHODS } from '../../domain/session/sca/approaches';
import type { Session } from '../../domain/session/session';
import type { EventSpec, OperationCatalog } from '../../domain/skill/operation-catalog';
import type { Schema } from '../../domain/skill/skill';
import { samplePayload } from '../sample';
import { openSealed, sealSensitive } from './sealing';
import { sealed } from './world';

/** The connectors of a scenario: they answer by the catalog, and take no answer that it doesn't allow. */
export interface Answers {
  /** What an effect returns where nobody says. */
  defaultOf(session: Session, effect: CallEffect): Json;
  /**
   * A given result as the effect returns it: its members in place of the sample's, a state around an authorisation's.
   */
  completed(session: Session, effect: CallEffect, given: Json): Json;
  /** What the catalog has against a result, or a code; empty where it allows it. */
  faultsOf(effect: CallEffect, result: Json): string[];
  faultsOfCode(effect: CallEffect, code: string): string[];
  payloadOf(event: string, given?: JsonObject): Json;
  faultsOfPayload(event: string, payload: Json): string[];
  /** The event that the kernel gets, sealed as activities seal it. */
  returned(session: Session, effect: CallEffect, result: Json): Untimed;
  failed(effect: CallEffect, code: string, uncertain: boolean): Untimed;
}

/** The phases of an authorisation. */
const SCA: ReadonlySet<string> = new Set(['begin', 'answer', 'status', 'abort']);
const STATES: readonly string[] = [...Object.keys(APPROACHES), 'done', 'failed'];

const isSca = ({ phase }: CallEffect): boolean => SCA.has(phase);

/** What the first word of a bank is, by approach. */
const OPENINGS: Record<string, JsonObject> = {
  redirect: { state: 'redirect', url: 'https://bank.example/authorise', handle: {} },
  decoupled: { state: 'decoupled', message: 'Approve in your bank’s app.', handle: {} },
  challenge: { state: 'challenge', kind: 'otp', show: { message: 'Enter the code.' }, handle: {} },
};

/** How a bank opens an authorisation by each method that the step allows, the usual one first. */
export function openingsFor({ graph }: Session, step: string): JsonObject[] {
  const { methods = METHODS } = (graph.nodes[step] ?? {}) as { methods?: readonly string[] };
  return Object.values(APPROACHES).flatMap(({ state, method }) =>
    methods.includes(method) ? [OPENINGS[state] as JsonObject] : [],
  );
}

export function createAnswers(catalog: OperationCatalog): Answers {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  const compiled = new Map<Schema, ValidateFunction>();
  const check = (schema: Schema, value: Json): string[] => {
    const validate = compiled.get(schema) ?? ajv.compile(schema);
    compiled.set(schema, validate);
    return validate(value)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'it'} ${message}`);
  };
  const operationOf = ({ operation }: CallEffect) =>
    Object.hasOwn(catalog.operations, operation.operation) ? catalog.operations[operation.operation] : undefined;
  const outputOf = (effect: CallEffect): Schema => operationOf(effect)?.output ?? {};
  const eventOf = (name: string): EventSpec | undefined =>
    Object.hasOwn(catalog.events, name) ? catalog.events[name] : undefined;
  const done = (effect: CallEffect): JsonObject => ({ state: 'done', result: samplePayload(outputOf(effect)) });

  return {
    defaultOf(session, effect) {
      if (effect.operation.operation === FINISH.operation) return { credentials_id: 'credentials' };
      if (effect.operation.operation === DISCARD.operation || effect.phase === 'abort') return null;
      if (!isSca(effect)) return samplePayload(outputOf(effect));
      const undecided = undecidedState(session, effect);
      if (undecided) return undecided;
      return effect.phase === 'begin' ? (openingsFor(session, effect.step)[0] ?? done(effect)) : done(effect);
    },

    completed(session, effect, given) {
      if (!isSca(effect)) return merged(samplePayload(outputOf(effect)), given);
      const state = isObject(given) ? given.state : undefined;
      if (typeof state !== 'string') return { state: 'done', result: merged(samplePayload(outputOf(effect)), given) };
      const opening = openingsFor(session, effect.step).find((one) => one.state === state) ?? OPENINGS[state];
      return merged(opening ?? (state === 'failed' ? { message: 'It was not approved.' } : {}), given);
    },

    faultsOf(effect, result) {
      if (!operationOf(effect) || effect.phase === 'abort') return [];
      if (!isSca(effect)) return check(outputOf(effect), result);
      const { state, result: inner = null } = result as JsonObject;
      if (state === 'done') return check(outputOf(effect), inner);
      return STATES.includes(String(state)) ? [] : [`an authorisation is one of ${STATES.join(', ')}`];
    },

    faultsOfCode(effect, code) {
      const codes = [...Object.keys(operationOf(effect)?.codes ?? {}), 'error', RESULT_TOO_LARGE];
      const all = isSca(effect) ? [...codes, 'sca.failed'] : codes;
      return all.includes(code) ? [] : [`it never fails by '${code}': ${all.join(', ')}`];
    },

    payloadOf: (event, given = {}) => merged(samplePayload(eventOf(event)?.payload ?? {}), given),
    faultsOfPayload(event, payload) {
      const spec = eventOf(event);
      return spec ? check(spec.payload, payload) : [`the catalog has no event '${event}'`];
    },

    returned(_session, effect, result) {
      if (effect.phase === 'finish') {
        const { credentials_id } = result as { credentials_id: string };
        return { type: 'finished', step: effect.step, credentials_id };
      }
      return { type: 'returned', effect: effect.id, result: sealedResult(effect, outputOf(effect), result) };
    },

    failed(effect, code, uncertain) {
      const message =
        operationOf(effect)?.codes[code] ?? SENTENCES[uncertain && code === 'error' ? 'uncertain' : code] ?? code;
      if (code === 'sca.failed')
        return { type: 'returned', effect: effect.id, result: { state: 'failed', message: 'It was not approved.' } };
      return { type: 'failed', effect: effect.id, code, message, uncertain };
    },
  };
}

/**
 * What a bank says that is asked a last time, or after a user who came back with a 'no': that it knows of no approval.
 */
function undecidedState({ running, waiting }: Session, { id }: CallEffect): Json | undefined {
  const own = running.find((one) => one.id === id);
  if (own?.refused_until !== undefined) return { state: 'failed', message: 'It was not approved.' };
  return own?.once && 'sca' in waiting ? (openSealed(waiting.sca as Json) as JsonObject) : undefined;
}

/** The result as activities seal it: by the catalog's marks, and a handle as a whole. */
function sealedResult(effect: CallEffect, output: Schema, result: Json): Json {
  if (!isSca(effect) || !isObject(result)) return sealSensitive(output, result);
  if (result.state === 'done') return { ...result, result: sealSensitive(output, result.result ?? {}) };
  return result.handle === undefined ? result : { ...result, handle: sealed(result.handle) };
}

/** Members that were given in place of the sample's; what is no object stands for itself. */
export const merged = (sample: Json, given: Json | undefined): Json => {
  if (given === undefined) return sample;
  return isObject(sample) && isObject(given) ? { ...sample, ...given } : given;
};
