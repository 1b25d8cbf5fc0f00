#!/usr/bin/env node
// The `vestibule` command, straight after a clone: `cli/run.mjs` installs and compiles what is missing before it runs.
process.argv.splice(2, 0, 'cli/vestibule');
await import('./run.mjs');
