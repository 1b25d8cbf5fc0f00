import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { seedDemo } from '../cli/demo/seed';
import { PHASES } from '../domain/session/transition';
import { Child } from '../local/servers/child';
import { freePort, LOOPBACK } from '../local/servers/free-ports';
import { type Stack, startStack } from '../local/stack/stack';
import { projectRoot } from '../runtime/paths';
import { workflowId } from '../workflows/messages';
import type { Arm } from './arms/arm';
import { bareServiceArm } from './arms/bare-service';
import { expressArm } from './arms/express';
import { floorArm } from './arms/floor';
import { type Us, usArm } from './arms/us';
import type { Sizes } from './floor/conversation';
import { addWorker } from './more-processes';
import { naiveArm } from './peers/naive/arm';
import { restateArm } from './peers/restate/arm';
import { startRestate } from './peers/restate/server';
import { patiently } from './run';
import { writeSkills } from './skills';

export type ArmName = 'us' | 'floor' | 'bare service' | 'update floor' | 'express' | 'naive' | 'restate';
export const ARMS: readonly ArmName[] = ['us', 'floor', 'bare service', 'update floor', 'express', 'naive', 'restate'];

/** Where everything runs that is compared: one stack, and beside it what the other arms need. */
export interface Place {
  stack: Stack;
  client: Client;
  us: Us;
  arms: Map<ArmName, Arm>;
  sizes: Sizes;
  /** Temporal's own metrics; `undefined` for an engine that runs elsewhere and doesn't say where they are. */
  metricsUrl: string | undefined;
  /** Whether its engine is this run's own, and another place would have another one. */
  ownEngines: boolean;
  /** Where an arm is left out: why. */
  absent: Map<ArmName, string>;
  /** One more worker, for a while. */
  addWorker(): Promise<{ stop(): Promise<void> }>;
  close(): Promise<void>;
}

export interface PlaceOptions {
  arms: readonly ArmName[];
  say: (line: string) => void;
  /** The API's settings of limits; none are set unless said. */
  limits?: NodeJS.ProcessEnv;
}

const NO_LIMITS = { RATE_LIMIT: '0', PSU_LIMIT: '0' };

export async function openPlace({ arms: wanted, say, limits = NO_LIMITS }: PlaceOptions): Promise<Place> {
  const home = mkdtempSync(path.join(tmpdir(), 'vestibule-bench-'));
  const children: { stop(): Promise<unknown> }[] = [];
  const skills = path.join(home, 'skills');
  writeSkills(skills);
  const elsewhere = process.env.TEMPORAL_ADDRESS;
  const metricsPort = elsewhere ? undefined : await freePort(0);
  const metricsUrl = elsewhere ? process.env.TEMPORAL_METRICS_URL : `http://${LOOPBACK}:${metricsPort}/metrics`;
  say('starting the stack');
  const ports = { port: 0, temporal: 0, temporalUi: 0, mongo: 0, bank: 0, verifier: 0, temporalMetrics: metricsPort };
  const stack = await startStack({
    home,
    seedDemo,
    ...ports,
    env: { SKILLS_DIR: skills, ...limits },
  });
  const { env, demo } = stack;
  const { connectionOptions } = loadClientConnectConfig();
  const connection = await Connection.connect({ ...connectionOptions, address: String(env.TEMPORAL_ADDRESS) });
  const client = new Client({ connection, namespace: String(env.TEMPORAL_NAMESPACE) });
  const us = usArm(demo.api_url, demo);
  const close = async () => {
    await Promise.all([...arms.values()].map((arm) => arm.close()));
    await connection.close();
    await Promise.all(children.map((child) => child.stop()));
    await stack.stop();
    rmSync(home, { recursive: true, force: true });
  };
  const arms = new Map<ArmName, Arm>();
  const absent = new Map<ArmName, string>();

  /** A program of the bench as a process of its own, on a port of its own. */
  const run = async (entry: string, more: NodeJS.ProcessEnv = {}): Promise<string> => {
    const port = await freePort(0);
    const file = path.join(projectRoot(), 'dist', 'bench', `${entry}.js`);
    const name = entry.replaceAll('/', '-');
    const settings = { ...env, PORT: String(port), BANK_URL: demo.bank_url, ...more };
    const log = path.join(home, 'logs', `${name}.log`);
    const child = new Child({ name, command: process.execPath, args: [file], env: settings, log });
    void child.died.then((error) => say(error.message));
    children.push(child);
    return `http://${LOOPBACK}:${port}`;
  };

  try {
    const sizes = await measureSizes(us, client, demo.client_id);
    let working: Promise<unknown> | undefined;
    const floorWorker = () => {
      working ??= run('floor/worker');
      return working;
    };
    const make: Record<ArmName, () => Promise<Arm>> = {
      us: async () => us,
      floor: async () => {
        await floorWorker();
        return floorArm(client, sizes);
      },
      'bare service': async () => {
        await floorWorker();
        return bareServiceArm(await run('floor/service', { SIZES: JSON.stringify(sizes) }));
      },
      'update floor': async () => {
        await floorWorker();
        return floorArm(client, sizes, true);
      },
      express: async () => expressArm(await run('express/server', { ANSWER_BYTES: String(sizes.answer), FILES: home })),
      naive: async () => naiveArm(await run('peers/naive/server')),
      restate: async () => {
        const restate = await startRestate(home, say);
        children.push(restate);
        const service = await run('peers/restate/service', { RESTATE_LOGGING: 'ERROR' });
        await patiently(() => restate.register(service));
        return restateArm(restate.ingress);
      },
    };
    for (const name of wanted) {
      say(`starting ${name}`);
      try {
        const arm = await make[name]();
        await patiently(async () => (await arm.begin('talk')).step?.());
        arms.set(name, arm);
      } catch (error) {
        // Of the peers' engines one may not be had here; everything else has to run.
        if (name !== 'restate') throw error;
        absent.set(name, (error as Error).message);
      }
    }
    return {
      stack,
      client,
      us,
      arms,
      sizes,
      metricsUrl,
      ownEngines: !elsewhere,
      absent,
      addWorker: () => addWorker(stack),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A process that dies in the middle ends the run with its last lines, not with what its callers then met. */
export const unlessBroken = <T>({ stack }: Place, work: Promise<T>): Promise<T> =>
  Promise.race([work, stack.failed.then((error) => Promise.reject(error))]);

/** Over so many steps it is seen by how much an answer grows. */
const STEPS = 10;

/** How large the platform's own messages are, from the history of a session: the floor sends as much. */
async function measureSizes(us: Us, client: Client, clientId: string): Promise<Sizes> {
  const chat = await us.begin('talk');
  const handle = client.workflow.getHandle(workflowId(clientId, chat.id));
  const question = { seq: 1, step: 'one', digest: 'x'.repeat(22) };
  const answerBytes = async () => JSON.stringify(await handle.query('getSession', question)).length;
  const first = await answerBytes();
  for (let step = 0; step < STEPS; step += 1) await chat.step?.();
  const later = await answerBytes();
  const { events = [] } = await handle.fetchHistory();
  const bytes = (payloads: { data?: Uint8Array | null }[] | null | undefined) =>
    (payloads ?? []).reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
  const input = events?.map((event) => event.workflowExecutionStartedEventAttributes?.input?.payloads).find(Boolean);
  const signal = events?.map((event) => event.workflowExecutionSignaledEventAttributes?.input?.payloads).find(Boolean);
  return {
    input: bytes(input),
    signal: bytes(signal),
    question: JSON.stringify(question).length,
    answer: first,
    grows: Math.round((later - first) / STEPS),
    most: PHASES,
  };
}
