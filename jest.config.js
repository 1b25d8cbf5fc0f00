// Packages that are ES modules only: Node can require them, jest has to have them translated.
const MODULES = [
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  '@scalar',
  'canonicalize',
  'async-function',
  'async-generator-function',
  'generator-function',
];

const common = {
  testEnvironment: 'node',
  // What Node itself goes by when it requires an ES module.
  testEnvironmentOptions: { customExportConditions: ['node', 'node-addons', 'module-sync'] },
  transform: {
    '^.+\\.[cm]?[jt]s$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${MODULES.join('|')})/)`],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.vestibule/'],
};

// Tests that speak to a running stack: one is started for all of them.
const SYSTEM = ['test/system', 'test/store'];

module.exports = {
  maxWorkers: 2,
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/test/support/tally.js'],
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: SYSTEM.map((folder) => `<rootDir>/${folder}/`),
    },
    {
      ...common,
      displayName: 'system',
      testMatch: SYSTEM.map((folder) => `<rootDir>/${folder}/**/*.test.ts`),
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
};
