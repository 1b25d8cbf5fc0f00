import type { WebhookEvent } from '../../sdk/src/server';

/** Members of an event's data that are in no line: a token lets its holder act. */
const NEVER = ['temp_token'];

/** An event as a line: when, what, its id, and what it is about; without the members that go without saying. */
export function eventLine({ id, type, at, data }: WebhookEvent, known: readonly string[] = []): string {
  const told = Object.entries(data).filter(([name]) => !NEVER.includes(name) && !known.includes(name));
  return [at, type, id, ...told.map(([name, value]) => `${name}=${value}`)].join(' ');
}
