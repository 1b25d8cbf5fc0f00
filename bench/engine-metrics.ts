/** Requests that the engine has made to its database, by operation. */
export type Requests = Map<string, number>;

/** Operations that change what is stored. */
const WRITES = /^(Create|Update|Append|Add|Complete|Delete|Set|Conflict|Upsert|Record|Range(Complete|Delete))/;
/** Task queues note now and then how far they have come, whatever the sessions do. */
const UPKEEP = /TaskQueue/;
export const isWrite = (operation: string): boolean => WRITES.test(operation) && !UPKEEP.test(operation);

const LINE = /^(persistence_requests|visibility_persistence_requests)\{([^}]*)\} (\d+(?:\.\d+)?(?:e\+\d+)?)$/;

/**
 * Reads Temporal's own metrics (Prometheus' text): what one namespace asked of the database, and what went to the list
 * of sessions.
 */
export async function readRequests(url: string, namespace: string): Promise<Requests> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  const requests: Requests = new Map();
  for (const line of (await answer.text()).split('\n')) {
    const [, metric, labels = '', value] = LINE.exec(line) ?? [];
    const operation = /operation="([^"]+)"/.exec(labels)?.[1];
    if (!metric || operation === undefined) continue;
    const isOurs = metric.startsWith('visibility') || labels.includes(`namespace="${namespace}"`);
    const name = metric.startsWith('visibility') ? `${operation} (visibility)` : operation;
    if (isOurs) requests.set(name, (requests.get(name) ?? 0) + Number(value));
  }
  return requests;
}

/** Calls of one operation that the engine's frontend has had so far. */
export async function readServiceRequests(url: string, operation: string): Promise<number> {
  const lines = (await (await fetch(url)).text()).split('\n');
  const ours = lines.filter(
    (line) =>
      line.startsWith('service_requests{') &&
      line.includes(`operation="${operation}"`) &&
      line.includes('service_name="frontend"'),
  );
  return ours.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

export function difference(after: Requests, before: Requests): Requests {
  const entries = [...after].map(([operation, count]) => [operation, count - (before.get(operation) ?? 0)] as const);
  return new Map(entries.filter(([, count]) => count !== 0));
}

/** ms. The engine adds up its metrics once a second. */
const QUIET = 2_400;
const LOOK = 300;

/** The counts once nothing has been written for a while: the engine tidies up behind its answers. */
export async function settledRequests(url: string, namespace: string): Promise<Requests> {
  let last = await readRequests(url, namespace);
  for (let quiet = 0; quiet < QUIET; quiet += LOOK) {
    await new Promise((resolve) => setTimeout(resolve, LOOK));
    const now = await readRequests(url, namespace);
    if ([...difference(now, last)].some(([operation]) => isWrite(operation))) quiet = 0;
    last = now;
  }
  return last;
}
