import { VestibuleError } from '../domain/errors';
import { digestOfEvent } from '../security/event-ids';
import { newTicketId } from '../security/ids';
import type { SessionHolder } from './access';
import type { Services } from './services';
import { rfc3339 } from './session-views';

/** What a browser's EventSource can show instead of a nonce, which only a header can carry: in the address, once. */
export interface Ticket {
  ticket: string;
  /** RFC 3339. */
  expires_at: string;
}

export function issueTicket({ tokens, clock }: Services, { ref }: SessionHolder): Ticket {
  const { token, expires_at } = tokens.ticket.issue({ ...ref, id: newTicketId() }, { now: clock() });
  return { ticket: token, expires_at: rfc3339(expires_at) };
}

const ticketInvalid = () =>
  new VestibuleError(
    'ticket_invalid',
    'The ticket is not one of this session, was used, or has expired. Get another one with a nonce.',
  );

/**
 * The holder of a session by a ticket: once, within its minute. An EventSource that reconnects shows the same ticket
 * again, with the id of the last event that it was sent. That id proves possession, as an old nonce does, so the ticket
 * need not be good any more. Throws `ticket_invalid`.
 */
export async function holderByTicket(
  { tokens, store, keys, clock }: Services,
  ticket: string,
  session_id: string,
  lastEventId?: string,
): Promise<SessionHolder> {
  const checked = tokens.ticket.check(ticket, clock());
  if (!('claims' in checked) || checked.claims.session_id !== session_id) throw ticketInvalid();
  const { client_id, id } = checked.claims;
  const holder = { ref: { client_id, session_id } };
  if (lastEventId !== undefined && digestOfEvent(keys, session_id, lastEventId) !== undefined) return holder;
  if (!checked.ok || !(await store.tickets.spend(id, new Date(clock() + 2 * 60_000)))) throw ticketInvalid();
  return holder;
}

/** The client id in a ticket that this platform signed, used or not. */
export function clientOfTicket({ tokens, clock }: Services, ticket: string): string | undefined {
  const checked = tokens.ticket.check(ticket, clock());
  return 'claims' in checked ? checked.claims.client_id : undefined;
}
