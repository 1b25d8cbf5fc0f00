import { createWatchActivities, type WatchDeps } from './watch';

/** What activities that belong to no session are given by the worker. */
export interface BackgroundDeps {
  watch: WatchDeps;
}

/** Creates the activities of `workflows/background.ts`. */
export const createBackgroundActivities = ({ watch }: BackgroundDeps) => ({ ...createWatchActivities(watch) });
