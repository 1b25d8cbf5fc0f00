import type { Json, JsonObject } from '../../../domain/json';
import { escapeToken } from '../../../domain/pointer';
import { DISCARD, FINISH } from '../../../domain/session/platform';
import { RESULT_TOO_LARGE } from '../../../domain/session/result-bounds';
import { lookup } from '../../../domain/session/transition';
import { view } from '../../../domain/session/view';
import type { OperationCatalog } from '../../../domain/skill/operation-catalog';
import { samplePayload } from '../../sample';
import { type Action, eventOfStep, faultsOf, formView, type Stage, sampleData, usualAction } from '../acting';
import { openingsFor } from '../answers';
import { type Moment, nextInTime } from '../world';
import { type ValueTest, variants } from './values';

/** What a search may try: the skill's conditions, and the catalog's codes. */
export interface Alternatives {
  stage: Stage;
  tests: readonly ValueTest[];
  catalog: OperationCatalog;
}

/** Everything that can happen to a session at one moment and may lead it another way; the usual thing first. */
export function choicesAt(alternatives: Alternatives, moment: Moment): Action[] {
  const { stage } = alternatives;
  const usual = usualAction(stage, moment);
  if (!usual) return [];
  if (moment.session.ending) return [usual];
  const others = [...outcomes(alternatives, moment, usual), ...byTime(moment), { do: 'cancel' } as const];
  return [usual, ...others.filter((action) => faultsOf(stage, moment, action).length === 0)];
}

function byTime(moment: Moment): Action[] {
  const next = nextInTime(moment);
  return next ? [{ do: 'pass', ms: Math.max(next.at - moment.now, 0) }] : [];
}

function outcomes(alternatives: Alternatives, moment: Moment, usual: Action): Action[] {
  const { session } = moment;
  if (usual.do === 'return') return ofEffect(alternatives, moment, usual);
  if (usual.do === 'submit') return submissions(alternatives, moment, 'steps').slice(1);
  if (usual.do !== 'event') return [];
  const { payload = {} } = alternatives.catalog.events[usual.event] ?? {};
  const own = alternatives.tests.filter(({ root, producer }) => root === 'steps' && producer === usual.step);
  const payloads = variants(usual.payload, payload, own, lookup(session)).slice(1);
  const isAsked = view(session).next.kind === 'form';
  return [
    ...payloads.map((one) => ({ ...usual, payload: one })),
    ...(isAsked ? submissions(alternatives, moment, 'answers') : []),
  ];
}

/** What a user may give in the form that is there, the sample first. `root`: where its data are found afterwards. */
function submissions({ stage, tests }: Alternatives, moment: Moment, root: ValueTest['root']): Action[] {
  const { session } = moment;
  const form = formView(moment);
  const own = tests.filter((test) => test.root === root && test.producer === session.step);
  const all = variants(sampleData(stage, form), stage.formOf(form).schema, own, lookup(session));
  return all.map((data) => ({ do: 'submit', data: data as JsonObject }));
}

/** The variants of a value that a step may leave, without the usual one. */
function tried({ tests }: Alternatives, { session }: Moment, step: string, usual: Json, schema: JsonObject): Json[] {
  const own = tests.filter(({ root, producer }) => root === 'steps' && producer === step);
  return variants(usual, schema, own, lookup(session)).slice(1);
}

const OURS: ReadonlySet<string> = new Set([FINISH.operation, DISCARD.operation]);

/** Other answers of an operation: other results, every code, no answer at all. */
function ofEffect(alternatives: Alternatives, moment: Moment, usual: Extract<Action, { do: 'return' }>): Action[] {
  const { effect, result } = usual;
  const { operation, phase, step } = effect;
  if (OURS.has(operation.operation) || phase === 'abort' || phase === 'undo') return [];
  const { output = {}, codes = {}, kind } = alternatives.catalog.operations[operation.operation] ?? {};
  const fails = [...Object.keys(codes), ...(kind === 'sca' ? ['sca.failed'] : []), 'error', RESULT_TOO_LARGE];
  const failures = fails.map((code): Action => ({ do: 'fail', effect, code, uncertain: false }));
  if (kind !== 'sca') {
    const results = tried(alternatives, moment, step, result, output);
    return [...results.map((one): Action => ({ ...usual, result: one })), ...failures];
  }
  const sample = samplePayload(output);
  const results = [sample, ...tried(alternatives, moment, step, sample, output)];
  const approved = results.map((one): Action => ({ ...usual, result: { state: 'done', result: one } }));
  const opened = phase === 'begin' ? openingsFor(moment.session, step).slice(1) : [];
  return [...approved, ...opened.map((one): Action => ({ ...usual, result: one })), ...failures];
}

/** An action without what is different each time it comes: by it, a way is taken a second time. */
export function labelOf(action: Action): string {
  if (action.do === 'pass') return 'pass';
  if (action.do !== 'return' && action.do !== 'fail') return JSON.stringify(action);
  const { effect, ...rest } = action;
  return JSON.stringify([rest, effect.operation.operation, effect.phase, effect.step]);
}

/** What the rest of a session depends on, as far as conditions and waits go. Counts of visits are left out. */
export function situationOf({ tests }: Alternatives, moment: Moment): string {
  const { session, running } = moment;
  const { next } = view(session);
  const carried = tests
    .filter(({ at, producer }) => at !== producer)
    .map(
      ({ root, producer, path }) =>
        lookup(session)(`/${root}/${[producer, ...path].map(escapeToken).join('/')}`) ?? null,
    );
  const form = next.kind === 'form' ? next.form : '';
  const awaited = eventOfStep(session.graph, session.step) ?? '';
  const effects = running.map(({ step, phase, once }) => [step, phase, once ?? false]);
  return JSON.stringify([
    session.step,
    session.waiting.kind,
    next.kind,
    form,
    awaited,
    effects,
    session.committed,
    session.ending ?? null,
    session.deferred ?? '',
    carried,
  ]);
}
