import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  bundleWorkflowCode,
  DefaultLogger,
  type InjectedSinks,
  Runtime,
  Worker,
  type WorkflowBundle,
} from '@temporalio/worker';
import { signalCancel } from '../../activities/session';
import { CATALOGS } from '../../connectors/catalogs';
import type { Json, JsonObject } from '../../domain/json';
import { begin } from '../../domain/session/advance';
import { NEWEST } from '../../domain/session/flags';
import { searchAttributes, summary } from '../../domain/session/operator-text';
import type { SessionStart, Untold } from '../../domain/session/session';
import type { SessionView, Verdict } from '../../domain/session/views';
import type { Graph } from '../../domain/skill/graph';
import { loadSkills } from '../../kit/load';
import { createEventSink } from '../../runtime/event-sink';
import { projectRoot } from '../../runtime/paths';
import { bundleOf } from '../../runtime/workflow-bundle';
import { type ActivityRequest, type EventsToRecord, RECORD_EVENTS } from '../../workflows/activity-request';
import type { ChangeSinks } from '../../workflows/changes';
import * as messages from '../../workflows/messages';
import type { EventSinks } from '../../workflows/outbox';
import { toPairs } from '../../workflows/search-attributes';
import { timeSkipping } from '../support/time-skipping';

export type Responder = (request: ActivityRequest) => Json | Promise<Json>;

export const QUOTE = { quote_id: 'q-1', rate: '3.10', interest: '3100.00', maturity_date: '2027-11-23' };

/** The responders where a test has none: everything goes well, and the bank asks for a one-time password. */
const ALL_WELL: Record<string, Responder> = {
  'deposit.quote': () => QUOTE,
  'deposit.hold': () => ({ hold_id: 'h-1' }),
  'deposit.release': () => ({}),
  'deposit.open': () => ({
    deposit_id: 'd-1',
    iban: 'RO49AAAA1B31007593840000',
    opened_on: '2026-11-23',
    maturity_date: '2027-11-23',
  }),
  'deposit.authorise': ({ phase }) =>
    phase === 'begin'
      ? { state: 'challenge', kind: 'otp', show: { message: 'Code?' }, handle: { id: 'a-1' } }
      : { state: 'done', result: {} },
  'kyc.submit': () => ({ check_id: 'c-1' }),
  'session.finish': () => ({ credentials_id: 'crd-1' }),
  'session.discard': () => ({}),
};

/** A refusal with a code of the catalog. */
export const refusal = (code: string) =>
  ApplicationFailure.create({ type: code, message: `sentence of ${code}`, nonRetryable: true });

export interface Harness {
  open(skill?: string | Graph): Promise<Conversation>;
  calls: ActivityRequest[];
  responders: Record<string, Responder>;
  /** What sessions have had recorded, by their id. It throws while `isAway`. */
  recorder: { told: Map<string, Untold[]>; isAway: boolean };
  /** Does something while there is no worker, and starts another, which has nothing in memory. */
  whileAway<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Sets up a time-skipping server for the tests of one `describe`, and for each of them a harness of its own. */
export function skippingTime(): { env: TestWorkflowEnvironment; harness: Harness } {
  const place = {} as { env: TestWorkflowEnvironment; harness: Harness };
  beforeAll(async () => {
    installRuntime();
    place.env = await timeSkipping();
  });
  beforeEach(async () => {
    place.harness = await createHarness(place.env);
  });
  afterEach(() => place.harness.close());
  afterAll(() => place.env.teardown());
  return place;
}

/** One session, driven by signals and the query alone. */
export interface Conversation {
  id: string;
  handle: WorkflowHandle;
  view(): Promise<SessionView>;
  submit(step: string, data: JsonObject, seq?: number): Promise<Verdict | undefined>;
  upload(field: string, seq: number, sha256?: string): Promise<void>;
  until(holds: (view: SessionView) => boolean): Promise<SessionView>;
}

let bundle: Promise<WorkflowBundle> | undefined;
const quiet = new DefaultLogger('ERROR');
export const bundled = () => {
  bundle ??= bundleWorkflowCode({ ...bundleOf(path.join(projectRoot(), 'workflows', 'onboarding.ts')), logger: quiet });
  return bundle;
};

/** Silences the engine's own log; once a process. */
export function installRuntime(): void {
  try {
    Runtime.install({ logger: quiet });
  } catch {
    // Another test of this process has installed it already.
  }
}

export const skills = () => loadSkills(path.join(projectRoot(), 'skills'), CATALOGS);

const DEAF: InjectedSinks<ChangeSinks> = { changes: { changed: { fn: () => undefined } } };
/** Where nobody listens to changes of sessions, nor to their events. */
export const NOBODY_LISTENS: InjectedSinks<ChangeSinks & EventSinks> = {
  ...DEAF,
  events: { tell: { fn: () => undefined }, runAhead: { fn: () => undefined } },
};

/** A worker with responders in place of banks, on a task queue of its own. */
export async function createHarness(env: TestWorkflowEnvironment): Promise<Harness> {
  const taskQueue = `harness-${randomUUID()}`;
  const calls: ActivityRequest[] = [];
  const responders: Record<string, Responder> = { ...ALL_WELL };
  const operations = [...Object.keys(CATALOGS.xyz?.operations ?? {}), 'session.finish', 'session.discard'];
  const activities: Record<string, (request: ActivityRequest) => Promise<Json>> = Object.fromEntries(
    operations.map((name) => [
      name,
      async (request: ActivityRequest) => {
        calls.push(request);
        return (responders[name] as Responder)(request);
      },
    ]),
  );
  activities['session.cancel'] = signalCancel;
  const recorder: Harness['recorder'] = { told: new Map(), isAway: false };
  const recordEvents = async ({ session_id, events }: EventsToRecord) => {
    if (recorder.isAway) throw new Error('The database is away.');
    recorder.told.set(session_id, [...(recorder.told.get(session_id) ?? []), ...events]);
  };
  const signal = async (workflowId: string, events: Untold[]) =>
    env.client.workflow.getHandle(workflowId).signal(messages.recordLater, events);
  const startWorker = async () => {
    const worker = await Worker.create({
      connection: env.nativeConnection,
      taskQueue,
      workflowBundle: await bundled(),
      activities: { ...activities, [RECORD_EVENTS]: recordEvents },
      sinks: { ...DEAF, ...createEventSink({ record: recordEvents, signal, warn: () => undefined }) },
    });
    return { worker, running: worker.run() };
  };
  let current = await startWorker();
  const stopWorker = async () => {
    current.worker.shutdown();
    await current.running;
  };
  const registry = skills();
  const opened: Conversation[] = [];
  return {
    calls,
    responders,
    recorder,
    async open(skill = 'xyz_sbx_#3.0') {
      const conversation = await open(
        env,
        taskQueue,
        typeof skill === 'string' ? (registry.get(skill)?.graph as Graph) : skill,
      );
      opened.push(conversation);
      return conversation;
    },
    async whileAway(work) {
      await stopWorker();
      const done = await work();
      current = await startWorker();
      return done;
    },
    async close() {
      // A session that nobody works for would hold up the time of the tests that follow.
      await Promise.all(opened.map(({ handle }) => handle.terminate().catch(() => {})));
      await stopWorker();
    },
  };
}

async function open(env: TestWorkflowEnvironment, taskQueue: string, graph: Graph): Promise<Conversation> {
  const id = randomUUID();
  const at = await env.currentTimeMs();
  const who = { session_id: id, client_id: 'vci_test', tenant: 'demo-shop', title: 'Open a term deposit' };
  const start: SessionStart = { ...who, graph, input: {}, at, ...NEWEST };
  const [session] = begin(start);
  const handle = await env.client.workflow.start(messages.WORKFLOW_TYPE, {
    taskQueue,
    workflowId: messages.workflowId('vci_test', id),
    args: [{ start }],
    typedSearchAttributes: toPairs(searchAttributes(session)),
    staticSummary: summary(session),
  });
  const ask = (question: messages.SessionQuestion = {}) => handle.query(messages.getSession, question);
  const view = async () => (await ask()).view;
  return {
    id,
    handle,
    view,
    async submit(step, data, seq) {
      const mine = seq ?? (await view()).seq;
      const digest = JSON.stringify(data);
      await handle.signal(messages.submitStep, { seq: mine, step, data, digest });
      return (await ask({ seq: mine, step, digest })).verdict;
    },
    upload: (field, seq, sha256 = `${field}-hash`) =>
      handle.signal(messages.receiveUpload, {
        seq,
        upload: { upload_id: randomUUID(), field, media_type: 'image/jpeg', bytes: 9, sha256 },
      }),
    async until(holds) {
      for (;;) {
        const now = await view();
        if (holds(now)) return now;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

export const FORM = { value: '100000', currency: 'EUR', period: '12' };
export const DOCUMENTS = { id_type: 'passport', holder: 'Ana Pop', psu_id: 'user_embedded' };
export const at = (step: string) => (view: SessionView) =>
  view.next.kind !== 'none' && view.next.step === step && view.status !== 'PROCESSING';
export const reviewing = (view: SessionView) => view.next.kind === 'wait' && view.next.step === 'review';

/** Takes a deposit to the step where it waits for the reviewer. */
export async function toReview(session: Conversation): Promise<void> {
  await session.submit('product_form', FORM);
  await session.until(at('confirm'));
  await session.submit('confirm', { action: 'accept' });
  const { seq } = await session.until(at('documents'));
  await session.upload('id_scan', seq);
  await session.upload('selfie', seq);
  await session.submit('documents', DOCUMENTS, seq);
  await session.until(reviewing);
}

export const decide = (session: Conversation, decision: string, visit = 1) =>
  session.handle.signal(messages.receiveCallback, {
    kind: 'event',
    step: 'review',
    visit,
    id: `msg-${visit}`,
    payload: { decision },
  });
