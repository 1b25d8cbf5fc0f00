import {
  type AttemptOutcome,
  attempted,
  DOWN_AFTER,
  PAUSES,
  TOLD_AFTER,
  TRIED_FOR,
} from '../../../domain/delivery/attempted';
import { type Delivery, newDelivery } from '../../../domain/delivery/delivery';
import { sendAgain, takeUp, tryNow } from '../../../domain/delivery/take-up';
import { nextDue, takesMore, toSend } from '../../../domain/delivery/turn';
import { placed, placeOf } from './fixture';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const RULES = { ordered: false };

/** The delivery of one event for as long as its endpoint refuses it, with others taken in between so that it is up. */
function tryAlone(refuse: (at: number) => AttemptOutcome) {
  let delivery: Delivery = takeUp(newDelivery(''), [placed(1)], () => true, 0);
  const at: number[] = [];
  for (let now = 0; delivery.waiting.length > 0; now = nextDue(delivery, now, RULES) ?? now) {
    const [waiting] = toSend(delivery, now, new Set(), RULES);
    if (!waiting) throw new Error(`Nothing to send at ${now}`);
    at.push(now);
    delivery = attempted(delivery, waiting.place, refuse(now)).delivery;
    // Another event of the endpoint was taken: it is not down.
    delivery = attempted(delivery, 'another', { began: now, at: now, isTaken: true }).delivery;
  }
  return at;
}

describe('An event that its endpoint never takes, while it takes others', () => {
  test('is tried after 5 s, 30 s, 2 and 10 min, half an hour, 1 and 2 h, then each 4 h, for 72 h', () => {
    const at = tryAlone((now) => ({ began: now, at: now, isTaken: false }));
    const pauses = at.slice(1).map((time, index) => time - (at[index] as number));
    expect(pauses.slice(0, 8)).toEqual([...PAUSES]);
    expect(pauses.slice(8, -1).every((pause) => pause === 4 * HOUR)).toBe(true);
    expect(at.at(-1)).toBe(TRIED_FOR);
  });

  test('is tried no sooner than its endpoint asks', () => {
    let delivery = takeUp(newDelivery(''), [placed(1)], () => true, 0);
    delivery = attempted(delivery, placeOf(1), { began: 0, at: 0, isTaken: false, retry_after: 2 * MINUTE }).delivery;
    expect(nextDue(delivery, 0, RULES)).toBe(2 * MINUTE);
    expect(toSend(delivery, 2 * MINUTE - 1, new Set(), RULES)).toEqual([]);
  });

  test('is given up at the end, which says so', () => {
    let delivery = takeUp(newDelivery(''), [placed(1)], () => true, 0);
    delivery = attempted(delivery, placeOf(1), { began: 0, at: 0, isTaken: false }).delivery;
    const last = attempted(delivery, placeOf(1), { began: TRIED_FOR, at: TRIED_FOR, isTaken: false });
    expect([last.state, last.delivery.waiting]).toEqual(['failed', []]);
  });
});

describe('An endpoint that takes nothing', () => {
  /** Fails this often, a second apart. */
  function failing(times: number, { every = SECOND, isOurs = false } = {}) {
    let delivery = takeUp(
      newDelivery(''),
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => placed(n)),
      () => true,
      0,
    );
    const told: (string | undefined)[] = [];
    for (let n = 1; n <= times; n += 1) {
      const judged = attempted(delivery, placeOf(n), { began: n * every, at: n * every, isTaken: false, isOurs });
      delivery = judged.delivery;
      told.push(judged.told);
    }
    return { delivery, told };
  }

  test('is down after five failures in a row, and then tried with one event at a time', () => {
    expect(failing(DOWN_AFTER - 1).delivery.down).toBeUndefined();
    const { delivery } = failing(DOWN_AFTER);
    expect(delivery.down).toMatchObject({ since: SECOND, probes: 0 });
    expect(toSend(delivery, 6 * SECOND, new Set(), RULES)).toEqual([]);
    expect(toSend(delivery, HOUR, new Set(), RULES)).toHaveLength(1);
    expect(toSend(delivery, HOUR, new Set([placeOf(1)]), RULES)).toEqual([]);
  });

  test('is not down for faults of ours', () => {
    expect(failing(8, { isOurs: true }).delivery).toMatchObject({ failures: 0 });
  });

  test('is down at once where it says that nobody is there any more', () => {
    const delivery = takeUp(newDelivery(''), [placed(1)], () => true, 0);
    expect(
      attempted(delivery, placeOf(1), { began: 0, at: 0, isTaken: false, isGone: true }).delivery.down,
    ).toBeDefined();
  });

  test('is probed after 10 s, then after twice as long each time, up to 5 min', () => {
    let { delivery } = failing(DOWN_AFTER);
    const pauses: number[] = [];
    for (let now = DOWN_AFTER * SECOND; pauses.length < 8; ) {
      const due = nextDue(delivery, now, RULES) as number;
      pauses.push((due - now) / SECOND);
      now = due;
      const [probe] = toSend(delivery, now, new Set(), RULES);
      delivery = attempted(delivery, String(probe?.place), { began: now, at: now, isTaken: false }).delivery;
    }
    expect(pauses).toEqual([10, 20, 40, 80, 160, 300, 300, 300]);
  });

  test('is probed after 10 s also where many attempts were under way together when it went down', () => {
    const events = Array.from({ length: 16 }, (_, n) => placed(n));
    let delivery = takeUp(newDelivery(''), events, () => true, 0);
    for (const { place } of delivery.waiting)
      delivery = attempted(delivery, place, { began: 0, at: SECOND, isTaken: false }).delivery;
    expect(nextDue(delivery, SECOND, RULES)).toBe(11 * SECOND);
  });

  test('is told of after a minute, once, and not for a short while', () => {
    expect(failing(8).told.filter(Boolean)).toEqual([]);
    expect(failing(8, { every: TOLD_AFTER / 2 }).told.filter(Boolean)).toEqual(['failing']);
  });

  test('is well again with the first event that it takes: all that waits is due, and what was told is told to be over', () => {
    const quiet = attempted(failing(6).delivery, placeOf(7), { began: MINUTE, at: MINUTE, isTaken: true });
    expect([quiet.told, quiet.delivery.down, quiet.delivery.failing_since]).toEqual([undefined, undefined, undefined]);
    const said = attempted(failing(6, { every: MINUTE }).delivery, placeOf(7), {
      began: HOUR,
      at: HOUR,
      isTaken: true,
    });
    expect(said.told).toBe('recovered');
    expect(toSend(said.delivery, HOUR, new Set(), RULES)).toHaveLength(7);
  });

  test('is probed with another event each time: one that it never takes doesn’t hide that it is well', () => {
    let { delivery } = failing(8);
    const probed = new Set<string>();
    for (let now = HOUR; probed.size < 8; now += HOUR) {
      const [probe] = toSend(delivery, now, new Set(), RULES);
      expect(probed).not.toContain(probe?.place);
      probed.add(String(probe?.place));
      delivery = attempted(delivery, String(probe?.place), { began: now, at: now, isTaken: false }).delivery;
    }
  });

  test('is probed with what comes new, where all that waits was refused before', () => {
    const { delivery } = failing(8);
    expect(takesMore(delivery, 9 * SECOND)).toBe(false);
    expect(takesMore(delivery, HOUR)).toBe(true);
    const more = takeUp(delivery, [placed(9)], () => true, HOUR);
    expect(toSend(more, HOUR, new Set(), RULES)).toMatchObject([{ place: placeOf(9) }]);
    expect(takesMore(more, HOUR)).toBe(false);
  });

  test('with nothing to be tried with is looked at again when it is time, and then only when something comes', () => {
    const { delivery } = failing(DOWN_AFTER);
    const empty = { ...delivery, waiting: [] };
    expect(nextDue(empty, 6 * SECOND, RULES)).toBe(15 * SECOND);
    expect(nextDue(empty, 15 * SECOND, RULES)).toBeUndefined();
  });

  test('is tried at once where its tenant says that something was mended', () => {
    const mended = tryNow(failing(8).delivery, 10 * SECOND);
    expect(toSend(mended, 10 * SECOND, new Set(), RULES)).toHaveLength(1);
    const resting = attempted(mended, placeOf(1), {
      began: 10 * SECOND,
      at: 10 * SECOND,
      isTaken: false,
      retry_after: HOUR,
    }).delivery;
    expect(nextDue(tryNow(resting, 11 * SECOND), 11 * SECOND, RULES)).toBe(11 * SECOND);
  });
});

describe('A replay', () => {
  test('gives an event that waits all its time anew', () => {
    let delivery = takeUp(newDelivery(''), [placed(1)], () => true, 0);
    delivery = attempted(delivery, placeOf(1), { began: 0, at: 0, isTaken: false }).delivery;
    delivery = sendAgain(delivery, placed(1), HOUR);
    expect(delivery.waiting).toMatchObject([{ place: placeOf(1), failures: 0, due: HOUR, again: true }]);
  });
});
