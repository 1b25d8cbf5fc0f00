import { type Place, pathTo, type Way } from './ways';

/** A loop: the steps that it may go through, and the shortest way round one of them, in short. */
export interface Loop {
  /** The first of them in the document. */
  first: string;
  steps: Set<string>;
  path: string;
}

/** The loops of these ways, one for each set of steps that can reach each other, in document order. */
export function loopsIn(ways: Map<string, Way[]>): Loop[] {
  const known = new Set<string>();
  return [...ways.keys()].flatMap((name) => {
    if (known.has(name)) return [];
    const back = shortest(ways, name, name);
    if (!back) return [];
    const steps = new Set([...reach(ways, name)].filter((other) => other === name || reach(ways, other).has(name)));
    for (const step of steps) known.add(step);
    return [{ first: name, steps, path: pathTo(back) }];
  });
}

/** The steps that can be reached over one way or more. */
function reach(ways: Map<string, Way[]>, from: string): Set<string> {
  const found = new Set<string>();
  const queue = [from];
  for (const name of queue)
    for (const { to } of ways.get(name) ?? [])
      if (to !== undefined && !found.has(to)) {
        found.add(to);
        queue.push(to);
      }
  return found;
}

function shortest(ways: Map<string, Way[]>, from: string, target: string): Place<string> | undefined {
  const places: Place<string>[] = [{ step: from, state: '' }];
  const seen = new Set<string>();
  for (const place of places)
    for (const way of ways.get(place.step) ?? []) {
      if (way.to === undefined || seen.has(way.to)) continue;
      const next = { step: way.to, state: '', way, before: place };
      if (way.to === target) return next;
      seen.add(way.to);
      places.push(next);
    }
  return undefined;
}
