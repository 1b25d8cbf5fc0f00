/**
 * Closes every run with one plain line: how many tests passed, and how many failed, counting files that could not be
 * run.
 */
module.exports = class Tally {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.stderr.write('', () => process.stdout.write(`\n${results.numPassedTests} passed, ${failed} failed\n`));
  }
};
