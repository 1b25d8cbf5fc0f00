import { proxySinks, type Sinks } from '@temporalio/workflow';

/**
 * Where sessions report that they have changed: a sink of the SDK's, outside the history, so that nothing of it is
 * recorded or replayed. The worker that injects it is told the workflow beside it.
 */
export interface ChangeSinks extends Sinks {
  changes: { changed(): void };
}

const { changes } = proxySinks<ChangeSinks>();

/** Reports that a client may see something else of this session now. */
export const reportChange = (): void => changes.changed();
