import { readdirSync } from 'node:fs';
import { read } from '../docs/support/page';

/** The files that run at the same time on one stack. */
const sharing = ['test/system', 'test/store'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name}`),
);

describe('Tests that share a stack', () => {
  test.each(sharing)('ask the bank only for effects of their own: %s', (file) => {
    expect(read(file)).not.toContain('_sandbox/effects');
  });

  test.each(sharing)('are tenants of their own, so that nobody uses up their limits: %s', (file) => {
    expect(read(file)).not.toMatch(/new App\(stack\(\)\.demo\)/);
  });
});
