// Jest for mutation testing: the tests of the kernel as one file, so that a mutant costs one load of the modules.
const { projects } = require('./jest.config');

const { displayName: _name, testMatch: _match, testPathIgnorePatterns: _ignored, ...common } = projects[0];

module.exports = {
  ...common,
  testMatch: ['<rootDir>/test/mutation/kernel.ts'],
  setupFiles: ['<rootDir>/test/mutation/seed.ts'],
  testTimeout: 60_000,
};
