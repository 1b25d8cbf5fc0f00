import type { Json, JsonObject } from '../../domain/json';
import type { CallEffect } from '../../domain/session/events';
import { view } from '../../domain/session/view';
import type { NextView } from '../../domain/session/views';
import type { Graph } from '../../domain/skill/graph';
import type { OperationCatalog } from '../../domain/skill/operation-catalog';
import type { Schema } from '../../domain/skill/skill';
import { samplePayload } from '../sample';
import { type Answers, createAnswers } from './answers';
import { sealSensitive } from './sealing';
import { type Moment, nextInTime, pass, send } from './world';

export type FormView = Extract<NextView, { kind: 'form' }>;

/** How the API reads what a form was given, and what it has against it. `today`: `YYYY-MM-DD`. */
export interface ScenarioForm {
  schema: Schema;
  read(data: JsonObject, today: string, keep?: readonly string[]): ScenarioReading;
}
interface ScenarioReading {
  data: JsonObject;
  isGood: boolean;
  faults(at: string): { pointer: string; message: string }[];
}

/** The skill that is proved, and the other sides of its sessions. */
export interface Stage {
  graph: Graph;
  answers: Answers;
  /** The form that a session shows: an author's, or the platform's own for a bank's challenge. */
  formOf(shown: Pick<FormView, 'form' | 'step' | 'choices'>): ScenarioForm;
}

export const createStage = (graph: Graph, catalog: OperationCatalog, formOf: Stage['formOf']): Stage => ({
  graph,
  answers: createAnswers(catalog),
  formOf,
});

/** One thing that happens to a session, as it can be carried out. */
export type Action =
  | { do: 'submit'; data: JsonObject; keep?: string[] }
  | { do: 'upload'; files: Record<string, number> }
  | { do: 'return'; effect: CallEffect; result: Json }
  | { do: 'fail'; effect: CallEffect; code: string; uncertain: boolean }
  | { do: 'event'; step: string; event: string; payload: Json }
  | { do: 'back'; way: 'ok' | 'nok' }
  | { do: 'pass'; ms: number }
  | { do: 'cancel' };

/** Carries an action out. What is wrong with it has been asked before (`faultsOf`). */
export function act(stage: Stage, moment: Moment, action: Action): Moment {
  const { session } = moment;
  switch (action.do) {
    case 'submit':
      return submit(stage, moment, action);
    case 'upload':
      return upload(moment, action.files);
    case 'return':
      return send(moment, stage.answers.returned(session, action.effect, action.result));
    case 'fail':
      return send(moment, stage.answers.failed(action.effect, action.code, action.uncertain));
    case 'event': {
      const { step, payload } = action;
      const visit = (session.visits[step] ?? 0) + (session.step === step ? 0 : 1);
      return send(moment, { type: 'called_back', step, visit, id: `event-${step}-${visit}`, payload });
    }
    case 'back': {
      const { step } = session;
      return send(moment, { type: 'returned_from_bank', step, visit: session.visits[step] ?? 0, way: action.way });
    }
    case 'pass':
      return pass(moment, action.ms);
    case 'cancel':
      return send(moment, { type: 'cancelled' });
  }
}

/** What API and catalog have against an action; empty where it can happen in a live session. */
export function faultsOf({ answers, formOf }: Stage, moment: Moment, action: Action): string[] {
  if (action.do === 'return') return answers.faultsOf(action.effect, action.result);
  if (action.do === 'fail') return answers.faultsOfCode(action.effect, action.code);
  if (action.do === 'event') return answers.faultsOfPayload(action.event, action.payload);
  if (action.do !== 'submit') return [];
  const form = formOf(formView(moment));
  const reading = form.read(action.data, today(moment), action.keep ?? []);
  return reading.isGood ? [] : reading.faults('').map(({ pointer, message }) => `${pointer || 'the form'}: ${message}`);
}

export const formView = ({ session }: Moment): FormView => {
  const { next } = view(session);
  if (next.kind === 'form') return next;
  return { kind: 'form', step: session.step, seq: session.seq, form: 'data' };
};

const today = ({ now }: Moment): string => new Date(now).toISOString().slice(0, 10);

function submit(stage: Stage, moment: Moment, { data, keep }: Extract<Action, { do: 'submit' }>): Moment {
  const { session } = moment;
  const form = stage.formOf(formView(moment));
  const read = form.read(data, today(moment), keep ?? []).data;
  const { visit } = view(session);
  return send(moment, {
    type: 'submitted',
    seq: session.seq,
    step: session.step,
    data: sealSensitive(form.schema, read) as JsonObject,
    digest: `${session.seq} ${JSON.stringify(read)}`,
    ...(visit === undefined || session.waiting.kind !== 'form' ? {} : { visit }),
    ...(keep ? { keep } : {}),
  });
}

/** Files of one request. Each has content of its own, so that none is a copy. */
function upload(moment: Moment, files: Record<string, number>): Moment {
  const { session } = moment;
  const { next } = view(session);
  const seq = next.kind === 'form' || next.kind === 'upload' ? next.seq : session.seq;
  const fields = next.kind === 'form' || next.kind === 'upload' ? (next.uploads ?? []) : [];
  const uploads = Object.entries(files).flatMap(([field, count]) =>
    Array.from({ length: count }, (_, index) => {
      const id = `${session.step}.${session.visits[session.step] ?? 0}.${field}.${moment.session.seq}.${index}.${moment.now}`;
      const media_type = fields.find((one) => one.field === field)?.media_types[0] ?? 'application/pdf';
      return { upload_id: id, field, media_type, bytes: 1_000, sha256: id };
    }),
  );
  return send(moment, { type: 'uploaded', seq, uploads });
}

/** The event that a step waits for, whatever else it does; `undefined` for one that waits for none. */
export const eventOfStep = ({ nodes }: Graph, step: string): string | undefined =>
  (nodes[step] as { event?: string } | undefined)?.event;

/**
 * What happens next where nobody says: what runs comes back well, the user fills in the form's sample, uploads and
 * returns, the partner reports, and where nothing else can happen, time passes. `undefined`: nothing can happen any
 * more.
 */
export function usualAction(stage: Stage, moment: Moment): Action | undefined {
  const { session, running } = moment;
  const [effect] = running;
  if (effect) return { do: 'return', effect, result: stage.answers.defaultOf(session, effect) };
  // Also where a form is beside it: its user need not act.
  const event = eventOfStep(session.graph, session.step);
  if (event !== undefined) return { do: 'event', step: session.step, event, payload: stage.answers.payloadOf(event) };
  const { next } = view(session);
  switch (next.kind) {
    case 'form':
      return { do: 'submit', data: sampleData(stage, next) };
    case 'upload':
      return { do: 'upload', files: missingFiles(next.uploads) };
    case 'redirect':
      return { do: 'back', way: 'ok' };
    default: {
      const later = nextInTime(moment);
      return later && { do: 'pass', ms: Math.max(later.at - moment.now, 0) };
    }
  }
}

/** What a user gives who fills in the form's sample. */
export const sampleData = (stage: Stage, form: Parameters<Stage['formOf']>[0]): JsonObject =>
  samplePayload(stage.formOf(form).schema) as JsonObject;

const missingFiles = (fields: { field: string; min: number; received: number }[]): Record<string, number> =>
  Object.fromEntries(fields.flatMap(({ field, min, received }) => (received < min ? [[field, min - received]] : [])));
