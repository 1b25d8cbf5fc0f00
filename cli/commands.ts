/** A command of `vestibule`: the program that carries it out, and what its help says. */
export interface CommandSpec {
  name: string;
  summary: string;
  /** The compiled program, below `dist/` and without its ending. Nothing for `build`, which has happened by then. */
  program?: string;
  /** Shown by `--help`, below the usage. */
  details?: string;
  /** Arguments go to the program as they are; where it explains them itself, so does `--help`. */
  takes?: { usage: string; ownHelp: boolean };
}

const HOME = 'VESTIBULE_HOME                 folder of data, logs and secrets; .vestibule/ in the project by default';
const ELSEWHERE = [
  'TEMPORAL_ADDRESS, MONGODB_URI  servers that run elsewhere; none of that kind is started then',
  'XDG_CACHE_HOME                 folder where the programs of servers are kept, for all clones',
];
const TENANT = [
  'VESTIBULE_API_URL              the API; by default that of the npm start on this machine',
  'VESTIBULE_CLIENT_ID            the tenant; by default the demo tenant of that npm start',
  'VESTIBULE_CLIENT_SECRET        its secret, with VESTIBULE_CLIENT_ID',
];
const settings = (...lines: string[]) => ['Settings (environment):', ...lines.map((line) => `  ${line}`)].join('\n');

/** All commands by group, in the order in which help lists them. `ops` will be a group of its own. */
export const COMMANDS: Record<string, readonly CommandSpec[]> = {
  'On this machine:': [
    {
      name: 'start',
      program: 'cli/start',
      summary: 'start Temporal, a database, the sandbox bank, the worker and the API',
      details: [
        'The first start downloads or builds the programs of the servers. Ctrl-C stops everything;',
        'the next start goes on with the sessions that were open.',
        '',
        settings('PORT                           port of the API, 3000 by default', HOME, ...ELSEWHERE),
      ].join('\n'),
    },
    {
      name: 'demo',
      program: 'cli/demo',
      summary: 'print addresses and keys of the demo tenant as shell variables',
      details: ['For: eval "$(npm run --silent demo)"', '', settings(HOME)].join('\n'),
    },
    {
      name: 'shop',
      program: 'cli/shop',
      summary: 'open the sample tenant of examples/shop/, a web page and its server',
      details: [
        'Needs a running `start`. Ctrl-C closes the shop.',
        '',
        settings('SHOP_PORT                      port of the shop, 4000 by default', HOME),
      ].join('\n'),
    },
    {
      name: 'tour',
      program: 'cli/tour',
      summary: 'take test users of the sandbox through every skill',
      details: ['Needs a running `start`.', '', settings(HOME)].join('\n'),
    },
  ],
  'Building on the API:': [
    {
      name: 'mcp',
      program: 'cli/mcp',
      summary: 'serve docs, skills and sandbox sessions to an assistant (MCP over stdio)',
      details: [
        'Reads only; --write adds the tools that start and drive sandbox sessions. See docs/mcp.md.',
        '',
        settings(...TENANT, 'VESTIBULE_APP_KEY              its app key: sessions are started with it', HOME),
      ].join('\n'),
      takes: { usage: '[--write]', ownHelp: false },
    },
    {
      name: 'listen',
      program: 'cli/listen',
      summary: 'forward a tenant’s events to a server on this machine, signed',
      takes: { usage: '[options]', ownHelp: true },
    },
    {
      name: 'events',
      program: 'cli/events',
      summary: 'list a tenant’s events',
      takes: { usage: '[options]', ownHelp: true },
    },
  ],
  'Skills:': [
    {
      name: 'skill',
      program: 'cli/skill',
      summary: 'write, check, prove and publish skills',
      takes: { usage: '<command> [options]', ownHelp: true },
    },
  ],
  'Operation:': [
    {
      name: 'admin',
      program: 'cli/admin',
      summary: 'manage servicers, tenants and keys',
      takes: { usage: '<command> [options]', ownHelp: true },
    },
    {
      name: 'owed',
      program: 'cli/owed',
      summary: 'say what a terminated session owes its bank, and undo it with --run',
      details: settings('TEMPORAL_ADDRESS               where Temporal is; else the one of `start`', HOME),
      takes: { usage: '<client id>/<session id> [--run] [--json]', ownHelp: false },
    },
    {
      name: 'api',
      program: 'api/server',
      summary: 'run one API process; docs/operating.md lists its settings',
    },
    {
      name: 'worker',
      program: 'worker',
      summary: 'run one worker process; docs/operating.md lists its settings',
    },
  ],
  'Development:': [
    {
      name: 'test',
      program: 'cli/test',
      summary: 'run the tests, and make sure of the servers that they need',
      details: [
        'Options go to jest, for instance: vestibule test --selectProjects unit --testPathPatterns test/domain',
        '',
        settings(...ELSEWHERE),
      ].join('\n'),
      takes: { usage: '[jest options]', ownHelp: false },
    },
    {
      name: 'build',
      summary: 'install the dependencies that are missing, and compile what has changed',
    },
    {
      name: 'docs',
      program: 'cli/docs',
      summary: 'write those parts of the pages that are made from the code',
    },
    {
      name: 'sdk',
      program: 'cli/sdk',
      summary: 'write the SDK’s types from the OpenAPI document, and refuse what breaks its users',
    },
    {
      name: 'conformance',
      program: 'cli/conformance',
      summary: 'try all skills against adorsys XS2A; needs Java 17 and Maven',
      takes: { usage: '[words of a case’s name …]', ownHelp: false },
    },
    {
      name: 'mutate',
      program: 'cli/mutate',
      summary: 'break the kernel in small ways, and see which tests notice',
      details: [
        'Options go to Stryker, for instance: vestibule mutate --mutate domain/skill/fits.ts',
        '',
        settings('KERNEL_TESTS                   pattern of the files of test/domain to run; all by default'),
      ].join('\n'),
      takes: { usage: '[stryker options]', ownHelp: false },
    },
    {
      name: 'bench',
      program: 'bench/bench',
      summary: 'compare the cost of a step with the bare engine and others',
      takes: { usage: '[options]', ownHelp: true },
    },
    {
      name: 'load',
      program: 'bench/load',
      summary: 'have users come at a given rate, and measure how long they wait',
      takes: { usage: '[options]', ownHelp: true },
    },
    {
      name: 'soak',
      program: 'bench/soak',
      summary: 'have users come for an hour while every part is killed, and hold what they are told against the truth',
      takes: { usage: '[options]', ownHelp: true },
    },
  ],
};
