import { newDelivery } from '../../../domain/delivery/delivery';
import type { TenantEvent } from '../../../domain/tenant-event';
import { deliverTurn } from '../../../service/delivery/turn';
import { createWaker } from '../../../service/delivery/waker';
import type { WebhookEndpoint } from '../../../store/store';
import type { Attempt } from '../../../webhooks/attempt';
import { anEndpoint } from '../../support/an-endpoint';
import { memoryStore } from '../support/memory-store';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** What an endpoint answers: taken, refused, or more. */
type Answer = boolean | Partial<Attempt>;

/** Deliveries over a store in memory, whose clock goes on only where a test, a pause or an attempt lets it. */
export function openDeliveries() {
  const { store } = memoryStore();
  const time = { now: Date.parse('2026-11-28T10:00:00.000Z') };
  const clock = () => time.now;
  const got = new Map<string, TenantEvent[]>();
  const answers = new Map<string, (event: TenantEvent) => Answer | Promise<Answer>>();
  const woken: string[] = [];
  const recorded: (() => void)[] = [];
  let numbers = 0;

  const record = async (client_id: string, events: readonly TenantEvent[]) => {
    await store.events.append(client_id, events);
    for (const listener of recorded) listener();
  };
  const services = {
    store,
    events: { record },
    async send(endpoint: WebhookEndpoint, event: TenantEvent): Promise<Attempt> {
      const at = new Date(time.now).toISOString();
      const answer = await (answers.get(endpoint.endpoint_id)?.(event) ?? true);
      if (answer === true) got.get(endpoint.endpoint_id)?.push(event);
      return {
        at,
        ms: 0,
        ...(answer === true ? { status: 200 } : { status: 500, error: 'rejected' }),
        ...(typeof answer === 'object' ? answer : {}),
      };
    },
    count: () => undefined,
    clock,
    // Pauses are as long as the test lets them be: nothing else happens meanwhile.
    pause: (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve)),
  };
  const turn = (endpoint_id: string, signal = new AbortController().signal) =>
    deliverTurn(services, endpoint_id, { signal, lasts: 5 * SECOND });

  return {
    store,
    services,
    time,
    clock,
    got: (endpoint_id: string): TenantEvent[] => got.get(endpoint_id) ?? [],
    record,
    onRecorded: (listener: () => void) => void recorded.push(listener),
    turn,
    woken,
    waker: createWaker({
      store,
      wake: async ({ endpoint_id }) => void woken.push(endpoint_id),
      failed: () => undefined,
      clock,
    }),
    /** Has an endpoint answer so from now on. */
    answer(endpoint_id: string, how: (event: TenantEvent) => Answer | Promise<Answer>) {
      answers.set(endpoint_id, how);
    },
    async endpoint(more: Partial<WebhookEndpoint> = {}): Promise<string> {
      numbers += 1;
      const endpoint_id = `we_${numbers}`;
      got.set(endpoint_id, []);
      const [created_at, from] = [new Date(time.now - HOUR), await store.events.end('tenant')];
      const own = anEndpoint({ endpoint_id, client_id: 'tenant', created_at, from, ...more });
      await store.endpoints.create(own, { $sealed: '' });
      return endpoint_id;
    },
    /** Something happens at sessions, one event each. */
    async happen(...sessions: string[]): Promise<TenantEvent[]> {
      const events = sessions.map((session_id): TenantEvent => {
        numbers += 1;
        const id = `evt_${numbers}`;
        return { id, type: 'session.waiting', at: new Date(time.now).toISOString(), data: { session_id } };
      });
      await record('tenant', events);
      return events;
    },
    /** Turns as the workflow makes them, its pauses gone through, until it sleeps or this time has come. */
    async run(endpoint_id: string, until = Number.POSITIVE_INFINITY): Promise<void> {
      for (;;) {
        const { pause } = await turn(endpoint_id);
        if (pause === null) return;
        if (time.now + pause > until) {
          time.now = until;
          return;
        }
        time.now += pause;
      }
    },
    /** The tenant's events about its endpoints, without those of sessions. */
    async told(): Promise<string[]> {
      const all = await store.events.after('tenant', '', 10_000);
      return all.filter(({ type }) => type.startsWith('webhook.')).map(({ type }) => type.slice('webhook.'.length));
    },
    state: async (endpoint_id: string) => (await store.deliveryStates.find(endpoint_id))?.delivery ?? newDelivery(''),
  };
}
