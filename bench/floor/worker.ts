import path from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { Agent, request } from 'undici';
import { terms } from '../payload';
import { FLOOR_QUEUE, type Padded } from './messages';

/** The floor's worker: stock settings, one activity that asks the same bank for the same quote. */
async function main(): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN') });
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await NativeConnection.connect(connectionOptions);
  const bank = String(process.env.BANK_URL);
  const agent = new Agent({ connections: 64 });
  const floorQuote = async (asked: Padded): Promise<Padded> => {
    const headers = { 'content-type': 'application/json', 'x-request-id': crypto.randomUUID() };
    const answer = await request(`${bank}/deposits/v1/quotes`, {
      dispatcher: agent,
      method: 'POST',
      headers,
      body: JSON.stringify(terms),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 201) throw new Error(`the bank answers ${answer.statusCode}`);
    return { pad: text.slice(0, asked.pad.length) };
  };
  const workflowsPath = path.join(__dirname, 'workflow.js');
  // As the platform's: see there.
  const stickyQueueScheduleToStartTimeout = '3s';
  const activities = { floorQuote };
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: FLOOR_QUEUE,
    workflowsPath,
    activities,
    stickyQueueScheduleToStartTimeout,
  });
  await worker.run();
  await connection.close();
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
