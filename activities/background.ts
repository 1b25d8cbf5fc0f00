/** What activities that belong to no session are given by the worker. */
// biome-ignore lint/complexity/noBannedTypes: filled in by the next commits
export type BackgroundDeps = {};

/** Creates the activities of `workflows/background.ts`. */
export const createBackgroundActivities = (_deps: BackgroundDeps): Record<string, never> => ({});
