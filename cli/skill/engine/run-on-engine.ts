import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { CallEffect, Untimed } from '../../../domain/session/events';
import { NEWEST } from '../../../domain/session/flags';
import type { Session, SessionStart } from '../../../domain/session/session';
import type { Finding } from '../../../kit/checker';
import type { ScenarioRun } from '../../../kit/scenarios/run';
import { type Moment, moments } from '../../../kit/scenarios/world';
import * as messages from '../../../workflows/messages';
import { type ScenarioEngine, startEngine } from './engine';
import { differences } from './same-state';

/**
 * Runs scenarios that have passed in the kernel on the real workflow: the same messages, answers and time, and after
 * each of them the whole state of the session has to be the same. Returns what differs.
 */
export async function runOnEngine(runs: readonly ScenarioRun[], say: (line: string) => void): Promise<Finding[]> {
  const good = runs.filter(({ faults }) => faults.length === 0);
  if (good.length === 0) return [];
  const engine = await startEngine(say);
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
    for (const [index, moment] of rest.entries()) {
      await bringAbout(engine, handle, before, moment);
      const different = await stateIs(handle, moment.session);
      if (different) return `after event ${index + 1} (${moment.event?.type ?? 'time'}) ${different}`;
      before = moment;
    }
    return undefined;
  } finally {
    await handle.terminate().catch(() => undefined);
    engine.script.setAway(true);
    engine.script.setAway(false);
  }
}

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
  const passed = moment.now - before.now;
  if (passed > 0 || event === undefined || event.type === 'due') {
    await passTime(engine, passed);
    return;
  }
  if (event.type === 'returned' || event.type === 'failed') return settle(engine, before, event);
  await signal(handle, event);
}

/** ms by which an engine's deadline may come later than the kernel's: its steps are entered by its own clock. */
const SLACK = 500;

/** Lets the engine's time pass. Who is asked meanwhile answers that it is to be tried again, as a bank that is away does. */
async function passTime({ env, script }: ScenarioEngine, ms: number): Promise<void> {
  script.setAway(true);
  await env.sleep(ms + SLACK);
  script.setAway(false);
}

/** Seconds of the engine's time in which an attempt is made again: the longest pause between two tries. */
const LONGEST_PAUSE = 310;

async function settle(
  { env, script }: ScenarioEngine,
  { running }: Moment,
  event: Extract<Untimed, { type: 'returned' | 'failed' }>,
): Promise<void> {
  const { key } = running.find(({ id }) => id === event.effect) as CallEffect;
  await until(() => script.isWaiting(key), 500);
  for (let second = 0; !script.isWaiting(key) && second < LONGEST_PAUSE; second += 1) {
    await env.sleep(1_000);
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
    case 'finished': {
      const { type: _type, ...report } = event;
      return handle.signal(messages.finished, report);
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

/** Polls until a condition holds; `most`: ms of this machine's time, after which it answers false. */
async function until(holds: () => boolean | Promise<boolean>, most: number): Promise<boolean> {
  const over = Date.now() + most;
  for (;;) {
    if (await holds()) return true;
    if (Date.now() > over) return false;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
