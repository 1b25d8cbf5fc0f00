import { readdirSync } from 'node:fs';
import path from 'node:path';

// All tests of the kernel in one file. `KERNEL_TESTS` names those that are wanted, where one part of it is mutated.
const wanted = new RegExp(process.env.KERNEL_TESTS ?? '');
const folder = path.join(__dirname, '..', 'domain');
for (const file of readdirSync(folder).filter((name) => name.endsWith('.test.ts') && wanted.test(name)))
  require(path.join(folder, file));
