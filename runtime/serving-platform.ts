import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { ActivityDeps } from '../activities/dependencies';
import { type Connectors, createConnectors } from '../connectors/providers';
import type { SkillRegistry } from '../kit/load';
import { credentialsId } from '../security/ids';
import { openPlatform, type Platform } from './platform';
import { servableSkills } from './servable-skills';
import type { ProcessSettings } from './settings';
import { installRuntime } from './telemetry';

/** The services of a process that serves sessions: the platform with its banks, Temporal's address and telemetry. */
export interface ServingPlatform extends Platform {
  connectors: Connectors;
  /** The skills that this environment binds to a bank: only these may begin a session. */
  boundSkills: Pick<SkillRegistry, 'list' | 'get'>;
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
  return {
    ...platform,
    connectors,
    boundSkills: bound(platform.skills, connectors),
    activityDeps: {
      connectors,
      files: platform.store.files,
      credentials: platform.store.credentials,
      sealer: platform.sealer,
      callbacks: platform.tokens.callback,
      credentialsId,
      publicUrl: settings.public_url,
    },
    temporal: { connectionOptions, namespace },
    metrics,
    async close() {
      await Promise.allSettled([connectors.close(), platform.close()]);
    },
  };
}

function bound(registry: SkillRegistry, { isBound }: Connectors): Pick<SkillRegistry, 'list' | 'get'> {
  const skills = registry.list().filter(({ definition, parsed }) => isBound(definition.catalog, parsed.flavour));
  const byName = new Map(skills.map((skill) => [skill.name, skill]));
  return { list: () => skills, get: (name) => byName.get(name) };
}
