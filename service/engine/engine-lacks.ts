import { type Client, isGrpcServiceError } from '@temporalio/client';
import { TASK_QUEUE } from '../../workflows/messages';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes';
import type { EngineLacks } from './engine';

/**
 * ms since a worker's last poll after which it counts as gone. A poll is held for a minute at most, and the engine
 * remembers those who polled for five.
 */
const POLLED_LATELY = 75_000;
/** Temporal's `TASK_QUEUE_TYPE_WORKFLOW`. */
const WORKFLOW_TASKS = 1;
/** gRPC statuses of an engine that tells nobody of its search attributes, or not this caller. */
const NOT_TOLD = new Set([7, 12, 16]);

/** What this client's namespace lacks for sessions. Rejects where the engine can't be reached. */
export async function engineLacks(client: Client): Promise<EngineLacks> {
  const [search_attributes, workers] = await Promise.all([missingSearchAttributes(client), hasNoWorkers(client)]);
  return { search_attributes, workers };
}

async function missingSearchAttributes({ connection, options: { namespace } }: Client): Promise<string[]> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return Object.keys(SEARCH_ATTRIBUTES).filter((name) => !(name in (customAttributes ?? {})));
  } catch (error) {
    if (isGrpcServiceError(error) && NOT_TOLD.has(error.code)) return [];
    throw error;
  }
}

async function hasNoWorkers({ workflowService, options: { namespace } }: Client): Promise<boolean> {
  const { pollers } = await workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: TASK_QUEUE },
    taskQueueType: WORKFLOW_TASKS,
  });
  const polledAt = (pollers ?? []).map(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000);
  return !polledAt.some((at) => Date.now() - at < POLLED_LATELY);
}
