/**
 * Who may import whom. One row a room: what it is, which of our paths it may import, and which packages.
 * `npm run docs` makes the table in ARCHITECTURE.md from these rows; `test/architecture` breaks each rule once.
 *
 * `imports`: folders (`domain/`) and files (`runtime/paths.ts`) of ours, or `ANY_ROOM`.
 * `packages`: `only` these or `not` these, by package name or built-in module; without it, any that `package.json` lists.
 * `except`: files of the room that have a row of their own.
 */
const ANY_ROOM = 'any room';

const ROOMS = [
  {
    room: 'domain',
    what: 'The kernel: what a skill means and what a session decides. Pure: no clock, no I/O, no randomness.',
    imports: [],
    packages: { only: [] },
  },
  {
    room: 'security',
    what: 'Keys, tokens, ids, digests, sealing.',
    imports: ['domain/'],
  },
  {
    room: 'workflows',
    what: 'What carries a session: `onboarding` and its messages; `watch` and `webhookEndpoint` belong to none. Recorded and replayed.',
    imports: ['domain/'],
    packages: { only: ['@temporalio/workflow', '@temporalio/common'] },
  },
  {
    room: 'activities',
    what: 'What effects do. Connectors and stores are injected.',
    imports: ['domain/', 'security/', 'webhooks/', 'workflows/activity-request.ts'],
  },
  {
    room: 'connectors',
    what: 'Banks and partners, each with its catalog of operations.',
    imports: ['domain/', 'security/ids.ts', 'kit/formats/'],
  },
  {
    room: 'store',
    what: 'MongoDB: tenants, published skills, credentials, idempotency records, encrypted files.',
    imports: ['domain/', 'security/'],
  },
  {
    room: 'webhooks',
    what: 'One attempt to send an event to a tenant: signatures, whom we refuse to call, how it ended.',
    imports: ['domain/', 'security/', 'store/store.ts'],
  },
  {
    room: 'kit',
    what: 'Code about skill documents: load, check, translate, make samples, the declared formats, languages.',
    imports: ['domain/', 'security/'],
  },
  {
    room: 'service',
    what: 'What may be asked of a session, a credential, a tenant, the catalog. Knows no HTTP.',
    imports: [
      'domain/',
      'workflows/messages.ts',
      'workflows/search-attributes.ts',
      'store/',
      'security/',
      'kit/',
      'webhooks/',
    ],
    packages: { not: ['express', 'cors', 'helmet', 'multer', 'node:http'] },
  },
  {
    room: 'api',
    what: 'The REST door: an endpoint reads its call, asks one function of `service`, renders the result.',
    imports: ['service/', 'domain/'],
    except: ['api/server.ts'],
  },
  {
    room: 'runtime',
    what: 'How a process of ours runs: settings, the one wiring, telemetry, health, workflow bundle, threads.',
    imports: [
      'domain/',
      'security/',
      'workflows/',
      'activities/',
      'connectors/',
      'store/',
      'webhooks/',
      'kit/',
      'service/',
    ],
  },
  {
    room: 'worker.ts',
    what: 'The worker’s entry point.',
    imports: ['runtime/', 'activities/', 'workflows/', 'domain/'],
  },
  {
    room: 'api/server.ts',
    what: 'The API’s entry point.',
    imports: ['runtime/', 'api/', 'service/', 'domain/'],
  },
  {
    room: 'local',
    what: 'Temporal, MongoDB and our own processes on one machine. Starts processes, imports none.',
    imports: ['runtime/paths.ts', 'workflows/search-attributes.ts'],
  },
  {
    room: 'cli',
    what: 'The commands: one file each. `docs` reads the OpenAPI document and the catalogs, `skill` drives sessions.',
    imports: [
      'runtime/',
      'local/',
      'service/',
      'kit/',
      'domain/',
      'api/openapi/',
      'api/graphql/schema.ts',
      'connectors/catalogs.ts',
      'workflows/messages.ts',
      'workflows/activity-request.ts',
      'sdk/',
      'workflows/search-attributes.ts',
    ],
  },
  {
    room: 'sandbox',
    what: 'The other side: a bank and a verifier as real HTTP servers. Shares the protocol, not the code.',
    imports: [],
  },
  {
    room: 'sdk',
    what: 'The npm package for tenants: a facade over the REST API, with types from its document. No dependencies.',
    imports: [],
    packages: { only: [] },
  },
  {
    room: 'skills',
    what: 'The bundled skills: documents, their translations, their JSON Schema. No code.',
    imports: [],
  },
  {
    room: 'examples',
    what: 'Tenants as others would write them, on the SDK alone: `shop`, a web page and its server.',
    imports: ['sdk/'],
  },
  {
    room: 'bench',
    what: 'What a step costs, measured.',
    imports: ['domain/', 'kit/', 'workflows/', 'service/', 'runtime/', 'local/', 'cli/'],
  },
  {
    room: 'test',
    what: 'What must hold.',
    imports: ANY_ROOM,
  },
  {
    room: 'docs',
    what: 'These pages. No code.',
    imports: [],
  },
  {
    room: 'findings',
    what: 'Surprises about public libraries and formats, each a script to run by hand. Outside CI.',
    imports: [],
  },
];

const asName = (room) => room.replace(/[./]/g, '-');
const isFile = (path) => /\.\w+$/.test(path);
/** A regular expression for a folder or file of ours. */
const pattern = (path) => `^${path.replaceAll('.', '[.]')}${isFile(path) ? '$' : path.endsWith('/') ? '' : '/'}`;
/** A regular expression for what a package name or a built-in module resolves to. */
const packagePattern = (name) => `^(node_modules/|node_modules/@types/)?${name.replace('node:', '')}(/|$)`;
const PACKAGE_TYPES = ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg'];

/** A room imports itself and what its row lists of ours, and nothing else of ours. */
const importsItsRow = ({ room, what, imports, except = [] }) => ({
  name: `${asName(room)}-imports-only-its-row`,
  comment: what,
  severity: 'error',
  from: { path: pattern(room), pathNot: except.map(pattern) },
  to: {
    path: '^[a-z]',
    pathNot: [
      '^node_modules/',
      ...(isFile(room) ? [] : [pattern(room)]),
      ...(imports === ANY_ROOM ? ROOMS.map((other) => other.room) : imports).map(pattern),
    ],
    dependencyTypesNot: PACKAGE_TYPES,
    couldNotResolve: false,
  },
});

/** A room whose row says something of packages keeps to it, for built-in modules too. */
const importsItsPackages = ({ room, packages: { only, not } }) => ({
  name: `${asName(room)}-imports-only-its-packages`,
  severity: 'error',
  from: { path: pattern(room) },
  to: {
    dependencyTypes: PACKAGE_TYPES,
    ...(only && { pathNot: only.length > 0 ? only.map(packagePattern) : ['^$'] }),
    ...(not && { path: not.map(packagePattern) }),
  },
});

const DEVELOPMENT = '^(test|bench)/';
/** The rooms that no image ships: `npm ci --omit=dev` need not have their packages. */
const NOT_SHIPPED = '^(local/|cli/(?!admin))';

module.exports = {
  forbidden: [
    ...ROOMS.map(importsItsRow),
    ...ROOMS.filter(({ packages }) => packages).map(importsItsPackages),
    {
      name: 'every-folder-has-a-row',
      severity: 'error',
      from: { path: '^[a-z]+/', pathNot: [...ROOMS.map(({ room }) => pattern(room)), '^node_modules/'] },
      to: {},
    },
    {
      name: 'no-endpoint-imports-another',
      comment: 'What endpoints have in common is a helper of api/http, or a function of service.',
      severity: 'error',
      from: { path: '^api/endpoints/' },
      to: { path: '^api/endpoints/' },
    },
    {
      name: 'no-circle',
      comment: 'Of types either: what needs each other is one file, or has a third one in common.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-unresolved',
      comment: 'Paths of these kinds are what the shop’s page loads from the shop’s server.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^/(lit|sdk)/' },
    },
    {
      name: 'no-development-dependency-at-run-time',
      severity: 'error',
      from: { pathNot: [DEVELOPMENT, NOT_SHIPPED, '^jest[.]config', '[.]cjs$'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^((sdk/)?dist|coverage|[.]vestibule)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
// For `npm run docs`; not enumerable, since dependency-cruiser refuses members that it doesn't know.
Object.defineProperty(module.exports, 'rooms', { value: ROOMS });
