import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { ActivityDeps } from '../activities/dependencies';
import { type Connectors, createConnectors } from '../connectors/providers';
import { changeOfEvents } from '../domain/tenant-event';
import { credentialsId } from '../security/ids';
import type { DocumentCheck } from '../service/publication/document-check';
import { createLiveSkills, type LiveSkills } from '../service/publication/live-skills';
import { type ChangePublisher, createChangePublisher } from './change-publisher';
import { createEventRecorder, type ObservedRecorder } from './event-recorder';
import { openPlatform, type Platform } from './platform';
import { servableSkills } from './servable-skills';
import type { ProcessSettings } from './settings';
import { installRuntime } from './telemetry';
import { createCheckingThread } from './threads/checking';

/** The services of a process that serves sessions: the platform with its banks, Temporal's address and telemetry. */
export interface ServingPlatform extends Platform {
  connectors: Connectors;
  /** The skills of files and store that this environment binds to a bank: only these may begin a session. */
  liveSkills: LiveSkills;
  /** The check of documents, by the same schema and catalogs as that of files. */
  check: DocumentCheck;
  /** Records events of tenants. */
  events: ObservedRecorder;
  /** Publishes to API processes what has changed. */
  changes: ChangePublisher;
  /** Dependencies of the worker's activities. */
  activityDeps: ActivityDeps;
  temporal: { connectionOptions: NativeConnectionOptions; namespace: string };
  /** All metrics of this process, in Prometheus' text format. */
  metrics(): Promise<string>;
}

export interface ServingOptions {
  log: Logger;
  /** Whether the SDK's own metrics are collected, too. */
  sdkMetrics?: boolean;
}

/**
 * Wires all that the API and the worker share, and installs the SDK's runtime.
 *
 * A skill with faults is left out and logged; the others are served.
 *
 * @throws Error with what is wrong with a setting or a bank's settings
 */
export async function openServingPlatform(
  settings: ProcessSettings,
  { log, sdkMetrics = false }: ServingOptions,
): Promise<ServingPlatform> {
  const connectors = createConnectors(process.env);
  const opened = openPlatform(settings);
  const { connectionOptions = {}, namespace = 'default' } = loadClientConnectConfig();
  const metrics = await installRuntime(log, sdkMetrics);
  const platform = { ...opened, skills: await servableSkills(opened.skills, opened.store, log) };
  const checking = createCheckingThread();
  const events = createEventRecorder(platform.store.events);
  const changes = createChangePublisher(platform.store.changes, () => log.warn('could not publish changes'));
  events.onRecorded(async (client_id) => changes.publish(changeOfEvents(client_id)));
  return {
    ...platform,
    connectors,
    events,
    changes,
    check: checking.check,
    liveSkills: liveSkills(platform, checking.check, connectors, log),
    activityDeps: {
      connectors,
      files: platform.store.files,
      credentials: platform.store.credentials,
      sealer: platform.sealer,
      callbacks: platform.tokens.callback,
      credentialsId,
      events,
      publicUrl: settings.public_url,
    },
    temporal: { connectionOptions, namespace },
    metrics,
    async close() {
      await changes.close();
      await Promise.allSettled([checking.close(), connectors.close(), platform.close()]);
    },
  };
}

/** The skills of this process, before anything was read from the store. */
const liveSkills = (
  { skills, store }: Platform,
  check: DocumentCheck,
  { isBound }: Connectors,
  log: Logger,
): LiveSkills =>
  createLiveSkills({
    files: skills,
    publications: store.publications,
    check,
    isBound,
    report: {
      taken: (skill, digest) => log.info({ skill, digest }, 'published skill taken up'),
      refused: (skill, reason) => log.error({ skill, reason }, 'published skill can’t be used'),
      away: () => log.warn('could not ask for published skills'),
    },
  });
