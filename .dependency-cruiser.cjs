/**
 * Who may import whom. One row a room: what it is, which of our paths it may import, and which packages.
 * `npm run docs` makes the table in ARCHITECTURE.md from these rows; `test/architecture` breaks each rule once.
 *
 * `imports`: regular expressions of our own paths. `packages`: regular expressions of package names and built-in modules;
 * without it, any dependency that `package.json` lists.
 */
const ROOMS = [
  {
    room: 'domain',
    what: 'The kernel: what a skill means and what a session decides. Pure: no clock, no I/O, no randomness.',
    imports: [],
    packages: [],
  },
  {
    room: 'security',
    what: 'Keys, tokens, ids, digests, sealing.',
    imports: ['domain/'],
  },
  {
    room: 'workflows',
    what: 'What carries a session: `onboarding`, the only workflow, and its messages. Recorded and replayed.',
    imports: ['domain/'],
    packages: ['@temporalio/(workflow|common)'],
  },
  {
    room: 'activities',
    what: 'What effects do. Connectors and stores are injected.',
    imports: ['domain/', 'security/', 'workflows/activity-request[.]ts'],
  },
  {
    room: 'connectors',
    what: 'Banks and partners, each with its catalog of operations.',
    imports: ['domain/', 'security/ids[.]ts'],
  },
  {
    room: 'store',
    what: 'MongoDB: tenants, published skills, credentials, idempotency records, encrypted files.',
    imports: ['domain/', 'security/'],
  },
  {
    room: 'kit',
    what: 'Code about skill documents: load, check, translate, make samples.',
    imports: ['domain/', 'security/'],
  },
  {
    room: 'service',
    what: 'What may be asked of a session, a credential, a tenant, the catalog. Knows no HTTP.',
    imports: ['domain/', 'workflows/(messages|search-attributes)[.]ts', 'store/', 'security/', 'kit/'],
    packages: ['(?!express|cors|helmet|multer|node:http)'],
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
    imports: ['domain/', 'security/', 'workflows/', 'activities/', 'connectors/', 'store/', 'kit/', 'service/'],
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
    imports: ['runtime/paths[.]ts', 'workflows/search-attributes[.]ts'],
  },
  {
    room: 'cli',
    what: 'The commands: one file each.',
    imports: ['runtime/', 'local/', 'service/', 'kit/', 'domain/', 'api/openapi/'],
  },
  {
    room: 'sandbox',
    what: 'The other side: a bank and a verifier as real HTTP servers. Shares the protocol, not the code.',
    imports: [],
  },
  {
    room: 'bench',
    what: 'What a step costs, measured.',
    imports: ['[a-z]+/', 'worker[.]ts'],
  },
  {
    room: 'test',
    what: 'What must hold.',
    imports: ['[a-z]+/', 'worker[.]ts'],
  },
];

const asName = (room) => room.replace(/[./]/g, '-');
const isFile = (room) => room.endsWith('.ts');
const pathOf = (room) => `^${room.replace('.', '[.]')}${isFile(room) ? '$' : '/'}`;
const PACKAGE_TYPES = ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg'];

/** A room imports itself and what its row lists of ours, and nothing else of ours. */
const onlyOurs = ({ room, what, imports, except = [] }) => ({
  name: `${asName(room)}-imports-only-its-row`,
  comment: what,
  severity: 'error',
  from: { path: pathOf(room), pathNot: except.map((file) => `^${file}$`) },
  to: {
    path: '^[a-z]',
    pathNot: ['^node_modules/', ...(isFile(room) ? [] : [pathOf(room)]), ...imports.map((path) => `^${path}`)],
    dependencyTypesNot: PACKAGE_TYPES,
  },
});

/** A room whose row lists packages imports no other package and no other built-in module. */
const onlyPackages = ({ room, packages }) => ({
  name: `${asName(room)}-imports-only-its-packages`,
  severity: 'error',
  from: { path: pathOf(room) },
  to: {
    dependencyTypes: PACKAGE_TYPES,
    pathNot: packages.length > 0 ? packages.map((name) => `^(node_modules/)?${name}`) : ['^$'],
  },
});

const DEVELOPMENT = '^(test|bench)/';

module.exports = {
  forbidden: [
    ...ROOMS.map(onlyOurs),
    ...ROOMS.filter(({ packages }) => packages).map(onlyPackages),
    {
      name: 'every-folder-has-a-row',
      severity: 'error',
      from: { path: '^[a-z]+/', pathNot: [...ROOMS.map(({ room }) => pathOf(room)), '^(node_modules|findings)/'] },
      to: {},
    },
    {
      name: 'nobody-imports-tests-benches-or-the-sandbox',
      severity: 'error',
      from: { pathNot: [DEVELOPMENT, '^sandbox/'] },
      to: { path: '^(test|bench|sandbox)/' },
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
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-development-dependency-at-run-time',
      severity: 'error',
      from: { pathNot: [DEVELOPMENT, '^jest[.]config', '[.]cjs$'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|[.]vestibule)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
// For `npm run docs`; not enumerable, since dependency-cruiser refuses members that it doesn't know.
Object.defineProperty(module.exports, 'rooms', { value: ROOMS });
