import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { CATALOGS } from '../connectors/catalogs';
import type { Demo } from '../local/stack/home';
import { homeFolder } from '../runtime/paths';
import { createFollowUps } from '../service/engine/follow-ups';
import { type FollowUpPlan, followUp, NoFollowUp } from '../service/follow-up';

const USAGE = 'Usage: vestibule owed <client id>/<session id> [--run] [--json]';

async function main(argv: string[]): Promise<void> {
  const flags = new Set(argv.filter((argument) => argument.startsWith('--')));
  const [name = ''] = argv.filter((argument) => !argument.startsWith('--'));
  const [session_id = '', client_id = ''] = name.split('/').reverse();
  const isKnown = [...flags].every((flag) => flag === '--run' || flag === '--json');
  if (session_id === '' || client_id === '' || !isKnown) throw new NoFollowUp(USAGE);
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const address = connectionOptions?.address ?? demoAddress();
  const connection = await Connection.connect({ ...connectionOptions, ...(address === undefined ? {} : { address }) });
  try {
    const client = new Client({ connection, namespace });
    const plan = await followUp(createFollowUps(client), CATALOGS, { client_id, session_id }, flags.has('--run'));
    console.log(flags.has('--json') ? JSON.stringify(plan, null, 2) : inWords(plan));
  } finally {
    await connection.close();
  }
}

/** Temporal's address of the `npm start` that runs on this machine, if one does. */
function demoAddress(): string | undefined {
  try {
    return (JSON.parse(readFileSync(path.join(homeFolder(), 'demo.json'), 'utf8')) as Demo).temporal_address;
  } catch {
    return undefined;
  }
}

function inWords({ session_id, skill, step, terminated_at, owed, delivers, left, started }: FollowUpPlan): string {
  const undos = owed.flatMap(({ operation, step: of, undoes, requests }) => [
    `  ${operation} for step ${of}`,
    ...undoes.map((id) => `    undoes request  ${id}`),
    ...requests.map((id) => `    asks by request ${id}`),
  ]);
  const isNothing = owed.length === 0 && !delivers;
  return [
    `Session ${session_id} of ${skill} was terminated at step ${step}, ${terminated_at}.`,
    ...(isNothing ? ['It owes nothing.'] : ['It owes:', ...undos]),
    ...(delivers ? ['  its credentials, for it had come to its good end'] : []),
    ...(left.length > 0 ? [`Nobody can undo safely: ${left.join(', ')}. Look at the other side.`] : []),
    started ? 'The follow-up has been started: the session’s next run in Temporal.' : 'To run this, add --run.',
  ].join('\n');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof NoFollowUp ? error.message : 'Temporal can’t be reached: see TEMPORAL_ADDRESS.');
  process.exitCode = 1;
});
