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
  '@seriousme',
];

const common = {
  testEnvironment: 'node',
  resolver: '<rootDir>/test/support/resolver.js',
  transform: {
    '^.+\\.[cm]?[jt]s$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${MODULES.join('|')})/)`],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.vestibule/'],
};

// Tests that speak to a running stack: one is started for all of them.
const SYSTEM = ['test/system', 'test/store'];

module.exports = {
  // One more than the processors of a small machine: many tests wait for an engine or a bank.
  maxWorkers: 3,
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
