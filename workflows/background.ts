/** The workflows that belong to no session. Each is exported here; they run on a task queue of their own. */
export { watch } from './watch';
export { webhookEndpoint } from './webhook-endpoint';
