/** Settings of Stryker, mutation testing of the kernel. How to run it and what survives: `docs/mutation.md`. */
export default {
  mutate: ['domain/**/*.ts'],
  testRunner: 'jest',
  jest: { configFile: 'jest.mutation.config.js', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  // A mutant of a table that is made as a module is loaded would have to run all tests.
  ignoreStatic: true,
  concurrency: 1,
  timeoutMS: 10_000,
  // TypeScript 7 has no API with which Stryker could rewrite the settings. swc, which compiles for jest, reads none.
  tsconfigFile: 'none',
  disableTypeChecks: false,
  ignorePatterns: ['.vestibule', 'dist', 'coverage', 'bench/results'],
  tempDirName: '.vestibule/mutation',
  jsonReporter: { fileName: '.vestibule/mutation.json' },
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
};
