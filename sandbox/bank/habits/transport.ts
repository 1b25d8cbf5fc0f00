import type { TestUser } from '../user';
import { habit } from './habit';

/** Answers that come slowly, or in an odd form. */
export const TRANSPORT_HABITS: readonly TestUser[] = [
  {
    ...habit('down_a_minute', '503 with Retry-After for a minute from the first request on, and each 11 minutes.', {}),
    outage: 'minute',
  },
  habit('gzip_unasked', 'Answers are gzip, whatever was asked for.', { encoding: 'gzip' }),
  habit('latin1', 'Answers are ISO-8859-1.', { encoding: 'latin1' }),
  habit('links_absolute', 'Links are whole addresses.', { link_style: 'absolute' }),
  habit('links_as_string', 'Links are plain strings.', { link_style: 'string' }),
  habit('slow', 'Every answer takes 2 s.', { answer_ms: 2000 }),
  habit('slow_history', 'Transactions take 9 s.', { history_ms: 9000 }),
  habit('one_at_a_time', 'Two reads with one consent at the same time: the second is 500.', {
    one_at_a_time: true,
    answer_ms: 200,
  }),
];
