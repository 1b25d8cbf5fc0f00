import { type AttemptOutcome, attempted } from '../../domain/delivery/attempted';
import { type Delivery, newDelivery, room, type WaitingEvent } from '../../domain/delivery/delivery';
import { goBackTo, sendAgain, takeUp, tryNow } from '../../domain/delivery/take-up';
import { takesMore } from '../../domain/delivery/turn';
import { isForEndpoint } from '../../domain/event-choice';
import type { TenantEvent } from '../../domain/tenant-event';
import type { DeliveryRecord, LoggedEvent, WebhookEndpoint } from '../../store/store';
import { type Attempt, isTaken } from '../../webhooks/attempt';
import { noteAttempt } from './delivery-log';
import type { DeliveryServices, Sent } from './services';
import { tellOfEndpoint } from './tell';

/** Events that are read from the log at once. */
const READ = 200;

/** How an endpoint's delivery stands, while a turn has it in its hands. */
export class EndpointDelivery {
  private constructor(
    private readonly services: DeliveryServices,
    public endpoint: WebhookEndpoint,
    public now: Delivery,
  ) {}

  static async open(services: DeliveryServices, endpoint: WebhookEndpoint): Promise<EndpointDelivery> {
    const found = await services.store.deliveryStates.find(endpoint.endpoint_id);
    return new EndpointDelivery(services, endpoint, found?.delivery ?? newDelivery(endpoint.from));
  }

  /** Keeps it. `awake_until`: until when nobody need wake it. */
  async keep(awake_until: number): Promise<void> {
    const { endpoint_id } = this.endpoint;
    await this.services.store.deliveryStates.put(endpoint_id, {
      delivery: this.now,
      awake_until: new Date(awake_until),
    });
  }

  /** An address that is new is called at once, however the old one did. */
  heedAddress(): void {
    const { url } = this.endpoint;
    if (this.now.url === url) return;
    const isFirst = this.now.url === undefined;
    this.now = { ...(isFirst ? this.now : tryNow(this.now, this.services.clock())), url };
  }

  /** Takes up what the tenant wants again. Resolves to whether there was anything. */
  async takeUpReplays(): Promise<boolean> {
    const { store, clock } = this.services;
    const wishes = await store.replays.list(this.endpoint.endpoint_id);
    if (wishes.length === 0) return false;
    const done: string[] = [];
    const before = this.now;
    for (const { id, replay } of wishes) {
      if ('after' in replay) this.now = goBackTo(this.now, replay.after);
      else if ('position' in replay) await this.sendAgain(replay.position);
      // One that waits for room stays, and those behind it do.
      else if (!(await this.sendFailedAgain())) break;
      done.push(id);
    }
    // A wish that only waits for room is no news of the endpoint.
    if (done.length === 0 && this.now === before) return false;
    this.now = tryNow(this.now, clock());
    await this.keep(clock());
    for (const id of done) await store.replays.remove(id);
    return true;
  }

  /** Resolves to whether the log still has the event. */
  private async sendAgain(position: string): Promise<boolean> {
    const { store, clock } = this.services;
    const event = await store.events.at(this.endpoint.client_id, position);
    if (event) this.now = sendAgain(this.now, event, clock());
    return event !== undefined;
  }

  /** Resolves to whether that were all. */
  private async sendFailedAgain(): Promise<boolean> {
    const { deliveries } = this.services.store;
    const limit = room(this.now);
    const failed = await deliveries.list(this.endpoint.endpoint_id, { state: 'failed', limit: limit + 1 });
    for (const record of failed.slice(0, limit)) {
      if (await this.sendAgain(record.position))
        await deliveries.put({ ...record, state: 'pending', due: new Date(this.services.clock()) });
    }
    return failed.length <= limit;
  }

  /** Takes up what follows in the log. Resolves to whether there was anything. */
  async takeUpMore(seen: Map<string, LoggedEvent>): Promise<boolean> {
    const { store, clock } = this.services;
    if (!takesMore(this.now, clock()) || room(this.now) === 0) return false;
    const before = this.now.place;
    const events = await store.events.after(this.endpoint.client_id, before, READ);
    const isForIt = (event: TenantEvent) => isForEndpoint(this.endpoint, event);
    this.now = takeUp(this.now, events, isForIt, clock());
    for (const event of events.filter(isForIt)) seen.set(event.position, event);
    return this.now.place !== before;
  }

  /** An event that has gone from the log is sent no more. */
  async dropped({ place }: WaitingEvent): Promise<void> {
    const { deliveries } = this.services.store;
    this.now = { ...this.now, waiting: this.now.waiting.filter((one) => one.place !== place) };
    const record = await deliveries.find(this.endpoint.endpoint_id, place);
    if (record?.state === 'pending') await deliveries.put({ ...withoutDue(record), state: 'failed' });
  }

  /** Judges attempts, in the order in which they ended, and logs and tells what came of them. */
  async judge(sent: readonly Sent[]): Promise<void> {
    const judged = sent
      .filter(({ attempt }) => attempt.error !== 'stopped')
      .map((one) => {
        const outcome = attempted(this.now, one.waiting.place, outcomeOf(one.attempt));
        this.now = outcome.delivery;
        this.services.count(one.attempt.error ?? 'taken');
        return { one, outcome };
      });
    await Promise.all(judged.map(({ one, outcome }) => noteAttempt(this.services, this.endpoint, one, outcome)));
    for (const { one, outcome } of judged) await tellOfEndpoint(this.services, this.endpoint, outcome, one);
  }
}

const outcomeOf = (attempt: Attempt): AttemptOutcome => ({
  began: Date.parse(attempt.at),
  at: Date.parse(attempt.at) + attempt.ms,
  isTaken: isTaken(attempt),
  ...(attempt.error === 'not_signed' ? { isOurs: true } : {}),
  ...(attempt.error === 'gone' ? { isGone: true } : {}),
  ...(attempt.retry_after === undefined ? {} : { retry_after: attempt.retry_after }),
});

const withoutDue = ({ due: _due, ...record }: DeliveryRecord): DeliveryRecord => record;
