import { inserted } from './connection';
import type { Models } from './models';
import type { TicketPort } from './store';

/** Used tickets. Of several processes that are shown one ticket, the one whose insert succeeds takes it (ADR 7). */
export const ticketPort = ({ tickets }: Models): TicketPort => ({
  spend: (_id, expires_at) => inserted(tickets.create({ _id, expires_at })),
});
