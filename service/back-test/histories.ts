import { isObject, type Json, type JsonObject } from '../../domain/json';
import { SENTENCES } from '../../domain/session/platform';
import type { RecordedEffect, RecordedEvent, RecordedOutcome, RecordedSession } from '../../kit/back-test/recorded';
import * as messages from '../../workflows/messages';

/** An event of a history as Temporal exports it (`temporal workflow show --output json`, protobuf's JSON). */
type HistoryEvent = JsonObject & { eventId: string; eventTime: string; eventType: string };

/** A file is no history of a session. The message holds nothing of its content. */
export class NoHistory extends Error {
  override readonly name = 'NoHistory';
}

/** Reads the history of one run of a session. Throws `NoHistory`. */
export function readHistory(history: unknown, id: string): RecordedSession {
  const events = isObject(history) && Array.isArray(history.events) ? (history.events as HistoryEvent[]) : [];
  const [first] = events;
  if (!first || !isOf(first, 'WORKFLOW_EXECUTION_STARTED')) throw new NoHistory('It does not begin as a history does.');
  const start = argumentOf(attributesOf(first).input);
  if (!isObject(start) || !(isObject(start.start) || isObject(start.carried)))
    throw new NoHistory('It is the history of something else.');
  return { id, start: start as unknown as RecordedSession['start'], events: inOrder(events) };
}

/** Events as the workflow took them: by its tasks, and in each of these the messages first. */
function inOrder(events: readonly HistoryEvent[]): RecordedEvent[] {
  const scheduled = new Map(events.flatMap((event) => effectOf(event) ?? []));
  const taken: RecordedEvent[] = [];
  let waiting: RecordedEvent[] = [];
  for (const event of events) {
    const happened = happenedIn(event, scheduled);
    if (happened) waiting.push({ number: Number(event.eventId), at: 0, happened });
    if (!isOf(event, 'WORKFLOW_TASK_STARTED')) continue;
    const at = Date.parse(event.eventTime);
    const isMessage = ({ happened: one }: RecordedEvent) => 'event' in one && one.event.type !== 'due';
    const sorted = [...waiting.filter(isMessage), ...waiting.filter((one) => !isMessage(one))];
    taken.push(...sorted.map((one) => ({ ...one, at })));
    waiting = [];
  }
  return taken;
}

const isOf = ({ eventType }: HistoryEvent, name: string): boolean =>
  eventType === `EVENT_TYPE_${name}` || eventType === name;

/** The member that holds what an event is about: the only one whose name ends so. */
function attributesOf(event: HistoryEvent): JsonObject {
  const name = Object.keys(event).find((key) => key.endsWith('EventAttributes'));
  const attributes = name === undefined ? undefined : event[name];
  return isObject(attributes) ? attributes : {};
}

/** The first of some payloads, decoded; `undefined` where it is no plain JSON. */
function argumentOf(payloads: Json | undefined): Json | undefined {
  const list = isObject(payloads) && Array.isArray(payloads.payloads) ? payloads.payloads : [];
  const [payload] = list;
  if (!isObject(payload) || typeof payload.data !== 'string') return undefined;
  try {
    return JSON.parse(Buffer.from(payload.data, 'base64').toString('utf8')) as Json;
  } catch {
    return undefined;
  }
}

/** The effect that an activity was scheduled for, by the number of the event. */
function effectOf(event: HistoryEvent): [[string, RecordedEffect]] | undefined {
  if (!isOf(event, 'ACTIVITY_TASK_SCHEDULED')) return undefined;
  const request = argumentOf(attributesOf(event).input);
  if (!isObject(request)) return undefined;
  const { key, step, visit, phase } = request as unknown as RecordedEffect;
  return [[event.eventId, { key, step, visit, phase }]];
}

function happenedIn(
  event: HistoryEvent,
  scheduled: Map<string, RecordedEffect>,
): RecordedEvent['happened'] | undefined {
  const attributes = attributesOf(event);
  if (isOf(event, 'WORKFLOW_EXECUTION_SIGNALED'))
    return message(String(attributes.signalName), argumentOf(attributes.input) ?? null);
  if (isOf(event, 'TIMER_FIRED')) return { event: { type: 'due' } };
  const of = scheduled.get(String(attributes.scheduledEventId));
  if (!of) return undefined;
  if (isOf(event, 'ACTIVITY_TASK_COMPLETED'))
    return { of, outcome: { type: 'returned', effect: '', result: argumentOf(attributes.result) ?? null } };
  if (isOf(event, 'ACTIVITY_TASK_FAILED') || isOf(event, 'ACTIVITY_TASK_TIMED_OUT'))
    return { of, outcome: failureIn(attributes.failure) };
  return undefined;
}

/** A signal as the workflow's handlers take it. One that is none of these, or has no form, changes nothing. */
function message(name: string, given: Json): RecordedEvent['happened'] | undefined {
  if (name === messages.cancel.name) return { event: { type: 'cancelled' } };
  if (!isObject(given)) return undefined;
  const sent = given as never;
  switch (name) {
    case messages.submitStep.name:
      return { event: { ...(sent as messages.Submission), type: 'submitted' } };
    case messages.receiveUpload.name:
      return { event: messages.asUploaded(sent) };
    case messages.receiveUploads.name:
      return { event: { ...(sent as messages.UploadReceipts), type: 'uploaded' } };
    case messages.removeUpload.name:
      return { event: { ...(sent as messages.UploadRemoval), type: 'upload_removed' } };
    case messages.receiveCallback.name:
      return { event: messages.asEvent(sent) };
    case messages.finished.name:
      return { event: { ...(sent as messages.Finished), type: 'finished' } };
    default:
      return undefined;
  }
}

/** The failure of an activity as the workflow understands it (`workflows/call.ts`). */
function failureIn(failure: Json | undefined): RecordedOutcome {
  const info =
    isObject(failure) && isObject(failure.applicationFailureInfo) ? failure.applicationFailureInfo : undefined;
  const isFinal = info?.nonRetryable === true;
  const detail = argumentOf(info?.details);
  const uncertain = isObject(detail) && typeof detail.uncertain === 'boolean' ? detail.uncertain : !isFinal;
  const code = isFinal && typeof info?.type === 'string' && info.type.includes('.') ? info.type : 'error';
  return { type: 'failed', effect: '', code, message: SENTENCES[code] ?? code, uncertain };
}
