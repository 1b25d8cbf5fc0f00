import { isObject, type JsonObject } from '../../domain/json';
import { escapeToken } from '../../domain/pointer';
import { view } from '../../domain/session/view';
import { duration } from '../../domain/skill/duration';
import { samplePayload } from '../sample';
import { type Action, act, eventOfStep, faultsOf, formView, type Stage, usualAction } from './acting';
import { compareEnd, compareMoment, type Mismatch } from './expect';
import type { Happening, Scenario } from './scenario';
import { beginning, isOver, type Moment } from './world';

/** What is wrong with a scenario's run: a pointer into the scenario, a code, a sentence. */
export interface RunFault {
  code: 'scenario_impossible' | 'scenario_refused' | 'scenario_expected';
  pointer: string;
  message: string;
}

/** A scenario that has been run to its end; `last`: the moment at which it stopped. */
export interface ScenarioRun {
  name: string;
  faults: RunFault[];
  last: Moment;
  /** The moment right after the last thing that happens. */
  after?: Moment;
}

/** Usual actions in a row, at most: a skill whose samples go round in a circle is not waited for. */
const MOST_USUAL = 2_000;

/** Runs a scenario in the kernel: milliseconds, no effect on anybody. */
export function runScenario(stage: Stage, scenario: Scenario): ScenarioRun {
  const run: ScenarioRun = { name: scenario.name, faults: [], last: beginning(stage.graph, scenario.input) };
  for (const [happening, pointer] of inOrder(scenario.happens ?? [], '/happens')) {
    if (!happen(stage, run, happening, pointer)) return run;
  }
  run.last = untilItCan(stage, run.last, isOver);
  if (isOver(run.last)) note(run, '/end', compareEnd(run.last, scenario.end));
  else fail(run, 'scenario_impossible', '/end', `The session comes to no end: it stays ${where(run.last)}.`);
  return run;
}

/** Happenings as they come, what is repeated written out, each with its place. */
function inOrder(happens: readonly Happening[], at: string): [Happening, string][] {
  return happens.flatMap((happening, index): [Happening, string][] => {
    const pointer = `${at}/${index}`;
    if (!('repeat' in happening)) return [[happening, pointer]];
    const once = inOrder(happening.happens, `${pointer}/happens`);
    return Array.from({ length: happening.repeat }, () => once).flat();
  });
}

/** Lets one thing happen as soon as it can. Returns whether the scenario can go on. */
function happen(stage: Stage, run: ScenarioRun, happening: Happening, pointer: string): boolean {
  const from = untilItCan(stage, run.last, (moment) => isReady(moment, happening));
  run.last = from;
  if (!isReady(from, happening)) {
    const why = isOver(from) ? `the session has ended ${where(from)}` : `the session stays ${where(from)}`;
    fail(run, 'scenario_impossible', pointer, `${inWords(happening)} never happens: ${why} before it can.`);
    return false;
  }
  const action = actionOf(stage, from, happening);
  if (action) {
    const faults = faultsOf(stage, from, action);
    for (const fault of faults) fail(run, 'scenario_refused', pointer, `${inWords(happening)} can't be: ${fault}.`);
    if (faults.length > 0) return false;
    run.last = act(stage, from, action);
    run.after = run.last;
  }
  if (happening.expect) note(run, `${pointer}/expect`, compareMoment(run.last, from, happening.expect));
  return true;
}

/** Lets the usual happen until a condition holds, the session is over or nothing happens any more. */
function untilItCan(stage: Stage, from: Moment, holds: (moment: Moment) => boolean): Moment {
  let moment = from;
  for (let count = 0; count < MOST_USUAL && !holds(moment) && !isOver(moment); count += 1) {
    const usual = usualAction(stage, moment);
    if (!usual) break;
    moment = act(stage, moment, usual);
  }
  return moment;
}

/** Whether something can happen now, at the place that it names. */
function isReady(moment: Moment, happening: Happening): boolean {
  const { session } = moment;
  const isAnswer = 'returns' in happening || 'fails' in happening;
  if (happening.at !== undefined && (session.step !== happening.at || (!isAnswer && isOpening(moment)))) return false;
  if (isOver(moment)) return false;
  if ('submit' in happening || 'upload' in happening) {
    const step = 'submit' in happening ? happening.submit : happening.upload;
    const { next } = view(session);
    const isTaken = next.kind === 'form' || ('upload' in happening && next.kind === 'upload');
    return isTaken && next.step === step;
  }
  if (isAnswer) return effectOf(moment, happening) !== undefined;
  if ('event' in happening)
    return happening.at !== undefined || eventOfStep(session.graph, session.step) === happening.event;
  if ('back' in happening) {
    const { next } = view(session);
    return next.kind === 'redirect' && next.step === happening.back;
  }
  return true;
}

/** Whether the bank is still asked how an authorisation begins: the step isn't shown yet. */
const isOpening = ({ session, running }: Moment): boolean =>
  running.some(({ phase, step }) => phase === 'begin' && step === session.step);

const effectOf = ({ running }: Moment, happening: Happening) => {
  const operation = 'returns' in happening ? happening.returns : 'fails' in happening ? happening.fails : undefined;
  return running.find((effect) => effect.operation.operation === operation && effect.phase !== 'abort');
};

/** The action of what happens; `undefined` where something is only expected. */
function actionOf(stage: Stage, moment: Moment, happening: Happening): Action | undefined {
  if ('submit' in happening) return submission(stage, moment, happening);
  if ('upload' in happening) return { do: 'upload', files: happening.files };
  if ('event' in happening) {
    const { event, payload } = happening;
    return { do: 'event', event, step: awaiting(moment, event), payload: stage.answers.payloadOf(event, payload) };
  }
  if ('back' in happening) return { do: 'back', way: happening.way ?? 'ok' };
  if ('passes' in happening) return { do: 'pass', ms: duration(happening.passes) as number };
  if ('cancel' in happening) return { do: 'cancel' };
  const effect = effectOf(moment, happening);
  if (!effect) return undefined;
  if ('fails' in happening)
    return { do: 'fail', effect, code: happening.code ?? 'error', uncertain: happening.uncertain ?? false };
  const given = 'returns' in happening ? (happening.result ?? {}) : {};
  return { do: 'return', effect, result: stage.answers.completed(moment.session, effect, given) };
}

/** The sample of the form with what was given; what is kept as it was is left out. */
function submission(stage: Stage, moment: Moment, { data, keep }: Extract<Happening, { submit: string }>): Action {
  const sample = samplePayload(stage.formOf(formView(moment)).schema);
  const usual = Object.entries(isObject(sample) ? sample : {}).filter(([name]) => !keep?.includes(name));
  const all: JsonObject = { ...Object.fromEntries(usual), ...data };
  return keep ? { do: 'submit', data: all, keep } : { do: 'submit', data: all };
}

/** The step that waits for an event: the one at hand, or the first one of the document. */
function awaiting({ session }: Moment, event: string): string {
  if (eventOfStep(session.graph, session.step) === event) return session.step;
  return Object.keys(session.graph.nodes).find((name) => eventOfStep(session.graph, name) === event) ?? session.step;
}

function note(run: ScenarioRun, pointer: string, mismatches: Mismatch[]): void {
  for (const { member, message } of mismatches)
    fail(run, 'scenario_expected', member === '' ? pointer : `${pointer}/${escapeToken(member)}`, message);
}

function fail(run: ScenarioRun, code: RunFault['code'], pointer: string, message: string): void {
  const isKnown = run.faults.some((fault) => fault.pointer === pointer && fault.message === message);
  if (!isKnown) run.faults.push({ code, pointer, message });
}

const where = ({ session }: Moment): string => `at '${session.step}' (${session.status})`;

/** What happens, in a few words. */
export function inWords(happening: Happening): string {
  if ('submit' in happening) return `The submission of '${happening.submit}'`;
  if ('upload' in happening) return `The upload at '${happening.upload}'`;
  if ('returns' in happening) return `The answer of '${happening.returns}'`;
  if ('fails' in happening) return `The failure of '${happening.fails}' by '${happening.code ?? 'error'}'`;
  if ('event' in happening) return `The event '${happening.event}'`;
  if ('back' in happening) return `The way back to '${happening.back}'`;
  if ('passes' in happening) return `That ${happening.passes} passes`;
  if ('cancel' in happening) return 'The cancellation';
  return `What is expected at '${happening.at}'`;
}
