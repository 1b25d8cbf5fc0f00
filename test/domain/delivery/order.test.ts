import fc from 'fast-check';
import { attempted, TRIED_FOR } from '../../../domain/delivery/attempted';
import { type Delivery, newDelivery, WAITING_AT_MOST } from '../../../domain/delivery/delivery';
import { goBackTo, takeUp } from '../../../domain/delivery/take-up';
import { AT_ONCE, nextDue, takesMore, toSend } from '../../../domain/delivery/turn';
import { placed, placeOf } from './fixture';

const all = () => true;

describe('Taking up', () => {
  test('passes over what is not for the endpoint, and remembers how far it came', () => {
    const delivery = takeUp(newDelivery(''), [placed(1), placed(2)], ({ data }) => data.number === 2, 0);
    expect(delivery).toMatchObject({ place: placeOf(2), furthest: placeOf(2), waiting: [{ place: placeOf(2) }] });
  });

  test('leaves in the log what there is no room for', () => {
    const many = Array.from({ length: WAITING_AT_MOST + 5 }, (_, index) => placed(index + 1));
    const delivery = takeUp(newDelivery(''), many, all, 0);
    expect([delivery.waiting.length, delivery.place]).toEqual([WAITING_AT_MOST, placeOf(WAITING_AT_MOST)]);
  });

  test('again after a step back takes what waits already once, and marks what was sent before', () => {
    let delivery = takeUp(newDelivery(''), [placed(1), placed(2)], all, 0);
    delivery = attempted(delivery, placeOf(1), { began: 0, at: 0, isTaken: true }).delivery;
    delivery = takeUp(goBackTo(delivery, ''), [placed(1), placed(2), placed(3)], all, 1);
    expect(delivery.waiting.map(({ place, again }) => [place, again])).toEqual([
      [placeOf(1), true],
      [placeOf(2), undefined],
      [placeOf(3), undefined],
    ]);
    expect(goBackTo(delivery, placeOf(9)).place).toBe(placeOf(3));
  });
});

/**
 * A run of a delivery from beginning to end: `answers` says in turn whether an attempt is taken, then all are. Up to 16
 * are under way, and end in the order that `ends` says.
 */
function run(subjects: number[], answers: boolean[], ends: number[], ordered: boolean) {
  const log = subjects.map((subject, index) => placed(index + 1, `s${subject}`));
  let delivery: Delivery = newDelivery('');
  const sending = new Map<string, { isTaken: boolean }>();
  const begun: string[] = [];
  const taken: string[] = [];
  let now = 0;
  const atOnce: number[] = [];
  for (let steps = 0; steps < 20_000; steps += 1) {
    if (takesMore(delivery, now) && toSend(delivery, now, new Set(sending.keys()), { ordered }).length < AT_ONCE) {
      const rest = log.filter(({ position }) => position > delivery.place);
      delivery = takeUp(delivery, rest.slice(0, 7), all, now);
    }
    for (const { place } of toSend(delivery, now, new Set(sending.keys()), { ordered })) {
      begun.push(place);
      sending.set(place, { isTaken: answers.shift() ?? true });
    }
    atOnce.push(sending.size);
    const [...places] = sending.keys();
    if (places.length === 0) {
      const due = nextDue(delivery, now, { ordered });
      if (due === undefined && delivery.place === log.at(-1)?.position) break;
      now = Math.max(now + 1, due ?? 0);
      continue;
    }
    const place = places[(ends.shift() ?? 0) % places.length] as string;
    now += 10;
    const judged = attempted(delivery, place, { began: now, at: now, isTaken: sending.get(place)?.isTaken ?? true });
    sending.delete(place);
    delivery = judged.delivery;
    if (judged.state === 'delivered') taken.push(place);
  }
  return { log, begun, taken, delivery, atOnce };
}

const runs = [
  fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 40 }),
  fc.array(fc.boolean(), { maxLength: 60 }),
  fc.array(fc.nat(15), { maxLength: 80 }),
] as const;

describe('Whatever an endpoint answers, and in whatever order its answers come', () => {
  test('each event is taken in the end, exactly once, with at most sixteen under way', () => {
    fc.assert(
      fc.property(...runs, fc.boolean(), (subjects, answers, ends, ordered) => {
        const { log, taken, delivery, atOnce } = run([...subjects], [...answers], [...ends], ordered);
        expect([...taken].sort()).toEqual(log.map(({ position }) => position));
        expect(delivery.waiting).toEqual([]);
        expect(delivery.down).toBeUndefined();
        expect(Math.max(...atOnce)).toBeLessThanOrEqual(AT_ONCE);
      }),
    );
  });

  test('an endpoint that asks for order is sent those of one session in order: none before the one before was taken', () => {
    fc.assert(
      fc.property(...runs, (subjects, answers, ends) => {
        const { log, taken } = run([...subjects], [...answers], [...ends], true);
        const subjectOf = new Map(log.map(({ position, data }) => [position, data.session_id]));
        for (const subject of new Set(subjectOf.values())) {
          const places = taken.filter((place) => subjectOf.get(place) === subject);
          expect(places).toEqual([...places].sort());
        }
      }),
    );
  });

  test('without being asked, first attempts are in order, too', () => {
    fc.assert(
      fc.property(...runs, (subjects, answers, ends) => {
        const { log, begun } = run([...subjects], [...answers], [...ends], false);
        const subjectOf = new Map(log.map(({ position, data }) => [position, data.session_id]));
        const first = [...new Set(begun)];
        for (const subject of new Set(subjectOf.values())) {
          const places = first.filter((place) => subjectOf.get(place) === subject);
          expect(places).toEqual([...places].sort());
        }
      }),
    );
  });
});

describe('An event that is given up', () => {
  test('holds up those of its session no longer', () => {
    let delivery = takeUp(newDelivery(''), [placed(1, 's'), placed(2, 's')], all, 0);
    expect(toSend(delivery, 0, new Set(), { ordered: true })).toHaveLength(1);
    delivery = attempted(delivery, placeOf(1), { began: 0, at: 0, isTaken: false }).delivery;
    expect(toSend(delivery, TRIED_FOR, new Set(), { ordered: true })).toMatchObject([{ place: placeOf(1) }]);
    delivery = attempted(delivery, placeOf(1), { began: TRIED_FOR, at: TRIED_FOR, isTaken: false }).delivery;
    expect(toSend(delivery, TRIED_FOR, new Set(), { ordered: true })).toMatchObject([{ place: placeOf(2) }]);
  });
});
