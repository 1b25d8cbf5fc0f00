import { randomBytes } from 'node:crypto';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Agent, request } from 'undici';
import { several } from '../run';

/** Calls of one flood, and how many of them are on their way at the same time. */
interface Calls {
  url: string;
  calls: number;
  atOnce: number;
}
/** How many calls were answered with each status. */
export type Answers = Map<number, number>;

/**
 * Calls a tenant's endpoint with client ids that nobody has. In a thread of its own, as attackers have: a flood's own
 * work must not make the tenant's calls wait in the process that measures them.
 */
export function flood(calls: Calls): Promise<Answers> {
  const worker = new Worker(__filename, { workerData: calls });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
  });
}

async function callAll({ url, calls, atOnce }: Calls): Promise<Answers> {
  const agent = new Agent({ connections: atOnce, pipelining: 1 });
  const answers: Answers = new Map();
  const guess = async () => {
    const id = `vci_${randomBytes(16).toString('base64url')}`;
    const { statusCode, body } = await request(`${url}/catalog?client_id=${id}`, { dispatcher: agent });
    await body.dump();
    answers.set(statusCode, (answers.get(statusCode) ?? 0) + 1);
  };
  await several(calls, guess, atOnce);
  await agent.destroy();
  return answers;
}

if (!isMainThread) void callAll(workerData as Calls).then((answers) => parentPort?.postMessage(answers));
