/**
 * Who may import whom. Paths are relative to the project; `worker.ts` and `api/server.ts` alone wire things together.
 * Cycles are oxlint's to find: it tells imports of types, which may be mutual, from others.
 */
const TESTS = '^(test|bench)/';

/** A folder of ours may import these paths of ours, and nothing else of ours. */
function onlyOurs(name, from, allowed, comment) {
  return {
    name,
    comment,
    severity: 'error',
    from: typeof from === 'string' ? { path: from } : from,
    to: { path: '^[a-z]', pathNot: ['^node_modules/', ...allowed], dependencyTypesNot: ['core', 'npm', 'npm-dev', 'npm-no-pkg'] },
  };
}

/** A folder of ours may import these packages and built-in modules, and no others. */
function onlyPackages(name, from, allowed, comment) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from },
    to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg'], pathNot: allowed },
  };
}

module.exports = {
  forbidden: [
    onlyOurs('domain-imports-nothing', '^domain/', ['^domain/'], 'The kernel is pure: no clock, no I/O, no randomness.'),
    onlyPackages('domain-imports-no-package', '^domain/', ['^$'], 'The kernel stands on nothing.'),
    onlyOurs(
      'workflows-import-the-domain',
      '^workflows/',
      ['^workflows/', '^domain/', '^activities/request[.]ts$'],
      'A workflow is recorded and replayed.',
    ),
    onlyPackages(
      'workflows-import-temporal',
      '^workflows/',
      ['^node_modules/@temporalio/(workflow|common)/'],
      'A workflow is recorded and replayed.',
    ),
    onlyOurs('security-imports-the-domain', '^security/', ['^security/', '^domain/'], 'Cryptography and nothing else.'),
    onlyOurs(
      'connectors-import-the-domain',
      '^connectors/',
      ['^connectors/', '^domain/', '^security/ids[.]ts$'],
      'A connector knows its bank only.',
    ),
    onlyOurs('store-imports-domain-and-security', '^store/', ['^store/', '^domain/', '^security/'], 'The store knows no one above it.'),
    onlyOurs('skills-are-read-and-compiled', '^skills/', ['^skills/', '^domain/', '^security/digest[.]ts$'], 'Definitions are data.'),
    onlyOurs(
      'activities-get-what-they-need-injected',
      '^activities/',
      ['^activities/', '^domain/', '^security/'],
      'Connectors and stores come in through the factory.',
    ),
    onlyOurs(
      'api-never-calls-a-bank',
      { path: '^api/', pathNot: '^api/server[.]ts$' },
      ['^api/', '^domain/', '^workflows/(messages|search-attributes)[.]ts$', '^store/', '^security/', '^skills/'],
      'Data calls go through a port that api/server.ts binds.',
    ),
    onlyOurs('sandbox-stands-alone', '^sandbox/', ['^sandbox/'], 'The sandbox is the other side: it shares the protocol, not the code.'),
    onlyOurs(
      'engines-stand-alone',
      '^engines/',
      ['^engines/', '^workflows/search-attributes[.]ts$'],
      'Engines know what to register, and nothing else.',
    ),
    {
      name: 'nobody-imports-tests-benches-or-the-sandbox',
      severity: 'error',
      from: { pathNot: [TESTS, '^sandbox/'] },
      to: { path: '^(test|bench|sandbox)/' },
    },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependency-at-run-time',
      severity: 'error',
      from: { pathNot: [TESTS, '^jest[.]config', '[.]cjs$'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|[.]vestibule)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
