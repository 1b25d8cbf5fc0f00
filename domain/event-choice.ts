import { meant } from './skill/check/suggest';
import { EVENT_TYPES, type EventType, type TenantEvent } from './tenant-event';

/** What can be chosen: every type that is recorded. A test is sent to its endpoint whatever is chosen. */
const CHOOSABLE = Object.keys(EVENT_TYPES).filter((type) => type !== ('webhook.test' satisfies EventType));
const FAMILIES = [...new Set(CHOOSABLE.map((type) => `${type.split('.')[0]}.*`))];
const ALL = '*';

/** Why a word chooses no events, with what was probably meant; `undefined` for a type, a family (`session.*`) or `*`. */
export function choiceFault(word: string): string | undefined {
  if (word === ALL || FAMILIES.includes(word) || CHOOSABLE.includes(word)) return undefined;
  return `There are no events '${word}'.${meant(word, [...CHOOSABLE, ...FAMILIES, ALL], 'There are')}`;
}

/** Whether events of this type are among those chosen. */
export const isChosen = (choice: readonly string[], type: EventType): boolean =>
  choice.includes(ALL) || choice.includes(type) || choice.includes(`${type.split('.')[0]}.*`);

/** Whether an endpoint is to be sent an event. It isn't told of itself: whoever reads there hears nothing while it fails. */
export const isForEndpoint = (
  { endpoint_id, events }: { endpoint_id: string; events: readonly string[] },
  { type, data }: Pick<TenantEvent, 'type' | 'data'>,
): boolean => isChosen(events, type) && data.endpoint_id !== endpoint_id;
