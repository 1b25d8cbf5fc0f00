import { createDeliveryActivities, type DeliveryDeps } from './delivery';
import { createWatchActivities, type WatchDeps } from './watch';

/** What activities that belong to no session are given by the worker. */
export interface BackgroundDeps {
  watch: WatchDeps;
  delivery: DeliveryDeps;
}

/** Creates the activities of `workflows/background.ts`. */
export const createBackgroundActivities = ({ watch, delivery }: BackgroundDeps) => ({
  ...createWatchActivities(watch),
  ...createDeliveryActivities(delivery),
});
