import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Place } from '../place';
import type { Fact } from '../result';
import { several } from '../run';
import type { Measure } from './measure';

/** Resident bytes of worker and API, and how many sessions the worker has in memory, by their own metrics. */
export async function memory({ stack }: Place): Promise<{ worker: number; api: number; cached: number }> {
  const ports = JSON.parse(readFileSync(path.join(stack.home, 'ports.json'), 'utf8')) as { worker: number };
  const [worker, api] = await Promise.all([`http://127.0.0.1:${ports.worker}`, stack.demo.api_url].map(metricsOf));
  const resident = 'process_resident_memory_bytes';
  return {
    worker: read(worker, resident),
    api: read(api, resident),
    cached: read(worker, 'temporal_sticky_cache_size'),
  };
}

/** The variables by which an API collects its garbage when `heldMemory` asks; `folder` for its process id. */
export const collectable = (folder: string): NodeJS.ProcessEnv => ({
  NODE_OPTIONS: `--require "${path.join(__dirname, 'collect-on-signal.js')}"`,
  BENCH_PIDS: folder,
});

/** Bytes that the API holds once its garbage is collected, in JavaScript and buffers, and those that are resident. */
export async function heldMemory({ stack }: Place, folder: string): Promise<{ held: number; resident: number }> {
  const pid = Number(readFileSync(path.join(folder, 'api.pid'), 'utf8'));
  for (let times = 0; times < 3; times += 1) {
    process.kill(pid, 'SIGUSR2');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const metrics = await metricsOf(stack.demo.api_url);
  return {
    held: read(metrics, 'nodejs_heap_size_used_bytes') + read(metrics, 'nodejs_external_memory_bytes'),
    resident: read(metrics, 'process_resident_memory_bytes'),
  };
}

const metricsOf = (url: string): Promise<string> => fetch(`${url}/metrics`).then((answer) => answer.text());
const read = (text: string | undefined, name: string): number =>
  Number(new RegExp(`^${name}(?:\\{[^}]*\\})? ([0-9.e+]+)$`, 'm').exec(text ?? '')?.[1] ?? Number.NaN);

const CLIENTS = 16;
const LOOK_EVERY = 50;
const MB = 1024 * 1024;

/** The most that the API takes while files of one size come in from many clients: it must not grow with the size. */
export const UPLOAD_MEMORY: Measure = {
  name: 'upload-memory',
  async run(place, { quick, say }) {
    const facts: Fact[] = [];
    for (const size of [0.5, 1, 5]) {
      say(`upload-memory: ${CLIENTS} files of ${size} MB at once`);
      const chats = await several(CLIENTS, () => place.us.begin('files'));
      let most = 0;
      const looking = setInterval(() => void memory(place).then(({ api }) => (most = Math.max(most, api))), LOOK_EVERY);
      try {
        for (let round = 0; round < (quick ? 1 : 3); round += 1)
          await Promise.all(chats.map((chat) => chat.uploadOf(size * MB)));
      } finally {
        clearInterval(looking);
      }
      facts.push({
        measure: 'API, most memory',
        name: `${CLIENTS} uploads of ${size} MB at once`,
        value: most / 1e6,
        unit: 'MB',
      });
    }
    return { facts };
  },
};
