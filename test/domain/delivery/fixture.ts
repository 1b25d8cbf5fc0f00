import type { Placed } from '../../../domain/delivery/take-up';

export const placeOf = (number: number): string => String(number).padStart(16, '0');

/** The event at a place of a log, of a session. */
export const placed = (number: number, session_id = `s${number}`): Placed => ({
  position: placeOf(number),
  id: `evt_${String(number).padStart(32, '0')}`,
  type: 'session.waiting',
  at: '2026-11-28T10:00:00.000Z',
  data: { session_id, number },
});
