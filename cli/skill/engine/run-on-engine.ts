import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { CallEffect, Untimed } from '../../../domain/session/events';
import { NEWEST } from '../../../domain/session/flags';
import type { Session, SessionStart } from '../../../domain/session/session';
import { tell } from '../../../domain/session/told';
import type { Finding } from '../../../kit/checker';
import type { ScenarioRun } from '../../../kit/scenarios/run';
import { type Moment, moments } from '../../../kit/scenarios/world';
import * as messages from '../../../workflows/messages';
import { type ScenarioEngine, startEngine } from './engine';
import { letGo } from './let-go';
import { differences } from './same-state';
import { sleep } from './sleep';
import { until } from './until';

/**
 * Runs scenarios that have passed in the kernel on the real workflow: the same messages, answers and time, and after
 * each of them the whole state of the session has to be the same. Returns what differs.
 */
export async function runOnEngine(runs: readonly ScenarioRun[], say: (line: string) => void): Promise<Finding[]> {
  const good = runs.filter(({ faults }) => faults.length === 0);
  if (good.length === 0) return [];
  const engine = await startEngine(good.flatMap(operationsOf), say);
  try {
    const findings: Finding[] = [];
    for (const run of good) {
      const difference = await follow(engine, moments(run.last));
      if (difference) findings.push(asFinding(`${run.name}: ${difference}`));
    }
    return findings;
  } finally {
    await engine.close();
  }
}

/** The operations that a session has begun. */
const operationsOf = ({ last }: ScenarioRun): string[] =>
  moments(last).flatMap(({ started }) => started.map(({ operation }) => operation.operation));

const asFinding = (message: string): Finding => ({
  code: 'engine_differs',
  level: 'fault',
  pointer: '',
  line: 1,
  column: 1,
  message,
});

/** Follows one session, moment by moment. Returns the first difference in words. */
async function follow(engine: ScenarioEngine, all: readonly Moment[]): Promise<string | undefined> {
  const [first, ...rest] = all as [Moment, ...Moment[]];
  const handle = await start(engine, first);
  try {
    let before = first;
    let told = toldBy(undefined, first);
    for (const [index, moment] of rest.entries()) {
      await bringAbout(engine, handle, before, moment);
      told += toldBy(before, moment);
      const different = await stateIs(handle, told === 0 ? moment.session : { ...moment.session, told });
      if (different) return `after event ${index + 1} (${moment.event?.type ?? 'time'}) ${different}`;
      before = moment;
    }
    return undefined;
  } finally {
    await letGo(engine, handle);
  }
}

/** How many events a moment has for the tenant: the workflow counts them, the kernel does not. */
const toldBy = (before: Moment | undefined, { session, moves, now }: Moment): number =>
  tell(before?.session, session, [...moves], now)[1].length;

async function start({ env, taskQueue }: ScenarioEngine, { session }: Moment): Promise<WorkflowHandle> {
  const { session_id, client_id, tenant, title, graph, input } = session;
  const at = await env.currentTimeMs();
  const begin: SessionStart = { session_id, client_id, tenant, title, graph, input, at, ...NEWEST };
  return env.client.workflow.start(messages.WORKFLOW_TYPE, {
    taskQueue,
    workflowId: messages.workflowId(client_id, randomUUID()),
    args: [{ start: begin }],
  });
}

/** Has the engine come from one moment to the next. */
async function bringAbout(
  engine: ScenarioEngine,
  handle: WorkflowHandle,
  before: Moment,
  moment: Moment,
): Promise<void> {
  const { event } = moment;
  for (const key of abandonedKeys(before, moment)) engine.script.putOff(key);
  const passed = moment.now - before.now;
  if (passed > 0 || event === undefined || event.type === 'due') {
    await passTime(engine, passed);
    return;
  }
  if (event.type === 'returned' || event.type === 'failed') return settle(engine, before, event);
  if (event.type === 'finished') return answerFinish(engine, before, event.credentials_id);
  await signal(handle, event);
}

/**
 * Calls that this event gives up. Their attempts are put off before: the server's clock would stand still for ever for
 * one that runs while its workflow is closed.
 */
function abandonedKeys(before: Moment, { event, running }: Moment): string[] {
  const own = event && 'effect' in event ? event.effect : undefined;
  const isKept = ({ id, phase }: CallEffect) =>
    id === own || phase === 'finish' || running.some((effect) => effect.id === id);
  return before.running.filter((effect) => !isKept(effect)).map(({ key }) => key);
}

/** The credentials are stored. Here the activity says so by its result, as its older versions did. */
async function answerFinish(engine: ScenarioEngine, { running }: Moment, credentials_id: string): Promise<void> {
  const { id } = running.find(({ phase }) => phase === 'finish') as CallEffect;
  await settle(engine, { running }, { type: 'returned', effect: id, result: { credentials_id } });
}

/** ms by which an engine's deadline may come later than the kernel's: its steps are entered by its own clock. */
const SLACK = 500;

/**
 * Lets the engine's time pass. Who is asked meanwhile answers that it is to be tried again, as a bank that is away
 * does.
 */
async function passTime({ env, script }: ScenarioEngine, ms: number): Promise<void> {
  script.setAway(true);
  await sleep(env, ms + SLACK);
  script.setAway(false);
}

/** Seconds of the engine's time in which an attempt is made again: the longest pause between two tries. */
const LONGEST_PAUSE = 310;

async function settle(
  { env, script }: ScenarioEngine,
  { running }: Pick<Moment, 'running'>,
  event: Extract<Untimed, { type: 'returned' | 'failed' }>,
): Promise<void> {
  const { key } = running.find(({ id }) => id === event.effect) as CallEffect;
  await until(() => script.isWaiting(key), 500);
  for (let second = 0; !script.isWaiting(key) && second < LONGEST_PAUSE; second += 1) {
    await sleep(env, 1_000);
    await until(() => script.isWaiting(key), 20);
  }
  if (event.type === 'returned') script.answer(key, event.result);
  else script.fail(key, failureOf(event));
}

const failureOf = ({ code, message, uncertain }: Extract<Untimed, { type: 'failed' }>): Error =>
  ApplicationFailure.create({ type: code, message, nonRetryable: true, details: [{ uncertain }] });

async function signal(handle: WorkflowHandle, event: Untimed): Promise<void> {
  switch (event.type) {
    case 'submitted': {
      const { type: _type, ...submission } = event;
      return handle.signal(messages.submitStep, submission);
    }
    case 'uploaded': {
      const { type: _type, ...receipts } = event;
      return handle.signal(messages.receiveUploads, receipts);
    }
    case 'called_back': {
      const { type: _type, ...report } = event;
      return handle.signal(messages.receiveCallback, { kind: 'event', ...report });
    }
    case 'returned_from_bank': {
      const { type: _type, ...back } = event;
      return handle.signal(messages.receiveCallback, { kind: 'return', ...back });
    }
    case 'cancelled':
      return handle.signal(messages.cancel);
    default:
      throw new TypeError(`a scenario has no ${event.type}`);
  }
}

/** Waits until the session on the engine is what the kernel's is. Returns in words what stays different. */
async function stateIs(handle: WorkflowHandle, expected: Session): Promise<string | undefined> {
  let last: Session | undefined;
  const isSame = await until(async () => {
    last = await handle.query(messages.getState);
    return differences(last, expected).length === 0;
  }, 10_000);
  if (isSame || !last) return undefined;
  const members = differences(last, expected).join(', ');
  return `the engine stands at '${last.step}' (${last.status}), the kernel at '${expected.step}' (${expected.status}); they differ in ${members}`;
}
