import { Listr, type ListrTaskWrapper } from 'listr2';
import { ChildDiedError } from '../local/servers/child';
import { LockedError } from '../local/servers/lock';
import type { PartName, Report } from '../local/stack/part';
import { type Stack, startStack } from '../local/stack/stack';
import { homeFolder } from '../runtime/paths';
import { seedDemo } from './demo/seed';
import { throttled } from './progress';

const TITLES: Record<PartName, string> = {
  temporal: 'Temporal',
  mongo: 'Database',
  sandbox: 'Sandbox bank and verifier',
  worker: 'Worker',
  api: 'API',
  demo: 'Demo tenant',
};
/** ms after which another signal means: now. */
const INSISTENCE = 2_000;

async function main(): Promise<void> {
  const started = Date.now();
  const stop = stopRequested();
  const stack = await Promise.race([startShown(), stop.asked.then(() => undefined)]);
  if (!stack) return leave(130);
  show(stack, Date.now() - started);
  const failure = await Promise.race([stack.failed, stop.asked.then(() => undefined)]);
  if (failure) console.error(`\n${describe(failure)}\n`);
  console.error('\nStopping: API, worker, sandbox, database, Temporal. Open sessions go on at the next start.');
  await stack.stop();
  leave(failure ? 1 : 0);
}

/** Children that still run die with this process. */
function leave(code: number): void {
  process.exit(code);
}

/** The first signal asks; another one after a while insists. One Ctrl-C comes twice: from the terminal and from npm. */
function stopRequested(): { asked: Promise<void> } {
  let first = 0;
  const asked = new Promise<void>((resolve) => {
    const onSignal = () => {
      if (first && Date.now() - first > INSISTENCE) leave(1);
      first ||= Date.now();
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
  return { asked };
}

/** Starts the stack, with a line for each part that says what it is doing. */
async function startShown(): Promise<Stack> {
  const tasks = new Map<PartName, ListrTaskWrapper<unknown, never, never>>();
  const done = new Map<PartName, () => void>();
  const showProgress = progress(tasks);
  let isUp = false;
  const report: Report = (part, state, text) => {
    if (isUp) return reportLater(part, state, text);
    if (state === 'working') showProgress(part, text);
    if (state !== 'ready') return;
    const task = tasks.get(part);
    if (task) task.title = `${TITLES[part]}: ${text}`;
    done.get(part)?.();
  };
  const starting = startStack({
    home: homeFolder(),
    seedDemo,
    keepRunning: true,
    ...(process.env.PORT ? { port: Number(process.env.PORT) } : {}),
    report: (...args) => queueMicrotask(() => report(...args)),
  });
  const list = new Listr(
    (Object.keys(TITLES) as PartName[]).map((part) => ({
      title: TITLES[part],
      task: (_context: unknown, task: unknown) => {
        tasks.set(part, task as ListrTaskWrapper<unknown, never, never>);
        return Promise.race([new Promise<void>((resolve) => done.set(part, resolve)), starting.then(() => undefined)]);
      },
    })),
    {
      concurrent: true,
      exitOnError: true,
      fallbackRenderer: 'simple',
      rendererOptions: { collapseErrors: false },
      registerSignalListeners: false,
    },
  );
  await list.run().catch(() => undefined);
  const stack = await starting;
  isUp = true;
  return stack;
}

/** Once everything runs, a part that died and is started again is worth a line, and so is that it runs. */
const reportLater: Report = (part, state, text) => {
  if (state === 'restarting' || state === 'ready') console.error(`${TITLES[part]}: ${text}`);
};

/** Shows what each part is doing; where lines can't be overwritten, not more often than anybody would read. */
function progress(tasks: Map<PartName, { output: string }>): (part: PartName, text: string) => void {
  const print = (part: PartName, text: string) => {
    const task = tasks.get(part);
    if (task) task.output = text;
  };
  if (process.stdout.isTTY) return print;
  const lines = new Map<PartName, (text: string) => void>();
  return (part, text) => {
    const line = lines.get(part) ?? throttled((words) => print(part, `${TITLES[part]}: ${words}`));
    lines.set(part, line);
    line(text);
  };
}

function show({ demo, home }: Stack, milliseconds: number): void {
  const body = JSON.stringify({
    client_id: demo.client_id,
    client_app_key: demo.client_app_key,
    skill: demo.skills[0],
  });
  console.log(`
Ready after ${(milliseconds / 1000).toFixed(1)} s. Everything is kept in ${home}

  API             ${demo.api_url}
  Documentation   ${demo.docs_url}
  Temporal        ${demo.temporal_ui_url ?? `${demo.temporal_address} (runs elsewhere)`}
  Sandbox bank    ${demo.bank_url}

  Demo tenant     client_id       ${demo.client_id}
                  client_app_key  ${demo.client_app_key}
                  client_secret   ${demo.client_secret}
  Skills          ${demo.skills.join('  ')}

Start a session:

  curl -s ${demo.api_url}/sessions -H 'content-type: application/json' \\
    -d '${body}'

Ctrl-C stops everything.
`);
}

function describe(error: Error): string {
  if (error instanceof ChildDiedError) return error.message;
  if (error instanceof LockedError)
    return `Vestibule runs on this home already, as process ${error.pid}. Another VESTIBULE_HOME runs beside it.`;
  return error.message;
}

main().catch((error: Error) => {
  console.error(`\n${describe(error)}\n`);
  leave(1);
});
