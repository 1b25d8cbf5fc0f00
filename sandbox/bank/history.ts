import { isoDate, uuidOf } from './books';
import { type Account, type AccountKind, ibanOf } from './portfolio';
import { OPENING_CENTS, PENDING, SPENDING, type Spending } from './spending';

export interface Entry {
  id: string;
  /** ISO date; of a pending entry, when it was made. */
  date: string;
  /** Signed, in cents or bani. */
  cents: number;
  counterparty: string;
  counterparty_iban?: string;
  remittance: string;
  end_to_end_id: string;
  /** ISO 20022 domain, family and sub-family. */
  code: string;
}

export interface History {
  /** Newest first. */
  booked: Entry[];
  pending: Entry[];
  booked_cents: number;
}

const DAYS = 730;
const DAY_MS = 24 * 3600 * 1000;

/** FNV-1a, then mulberry32: small, seeded, and the same on every machine. Nothing here needs real chance. */
function chance(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const character of seed) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const fallsOn = ({ on_day, weekdays, months }: Spending, day: Date): boolean =>
  (on_day === undefined || on_day === day.getUTCDate()) &&
  (weekdays?.includes(day.getUTCDay()) ?? true) &&
  (months?.includes(day.getUTCMonth() + 1) ?? true);

function entry(account: Account, date: string, habit: Spending, index: number, roll: () => number): Entry {
  const [low, high] = habit.cents;
  const counterparty = habit.names[Math.floor(roll() * habit.names.length)] ?? '';
  const id = uuidOf(`entry ${account.iban} ${date} ${index}`);
  return {
    id,
    date,
    cents: Math.round(low + roll() * (high - low)),
    counterparty,
    ...(!habit.by_card && { counterparty_iban: ibanOf(`counterparty ${counterparty}`) }),
    remittance: habit.remittance.replace('{month}', date.slice(0, 7)).replace('{date}', date),
    end_to_end_id: habit.by_card ? 'NOTPROVIDED' : `E2E-${id.slice(0, 13).toUpperCase()}`,
    code: habit.code,
  };
}

/**
 * What happens on one day: it depends on the account and the day alone, so yesterday's entries are the same tomorrow.
 */
function dayOf(account: Account, time: number): Entry[] {
  const date = isoDate(time);
  const roll = chance(`${account.iban} ${date}`);
  return SPENDING[account.kind].flatMap((habit, index) => {
    const happens = roll() < habit.likelihood && fallsOn(habit, new Date(time));
    return happens ? [entry(account, date, habit, index, roll)] : [];
  });
}

function write(account: Account, today: string): History {
  const end = Date.parse(today);
  const booked = Array.from({ length: DAYS + 1 }, (_, age) => dayOf(account, end - age * DAY_MS)).flat();
  const roll = chance(`${account.iban} pending ${today}`);
  const pending = PENDING[account.kind].map((habit, index) => entry(account, today, habit, 1000 + index, roll));
  return {
    booked,
    pending,
    booked_cents: booked.reduce((sum, { cents }) => sum + cents, OPENING_CENTS[account.kind satisfies AccountKind]),
  };
}

const written = new Map<string, { today: string; history: History }>();

/** Two years of an account up to a time (ms since the epoch): the same at each start on the same day. */
export function historyOf(account: Account, now: number): History {
  const today = isoDate(now);
  const known = written.get(account.id);
  if (known?.today === today) return known.history;
  const history = write(account, today);
  written.set(account.id, { today, history });
  return history;
}
