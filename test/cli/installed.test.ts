import { readFileSync } from 'node:fs';
import path from 'node:path';
import { holds, installed } from '../../cli/run/installed.mjs';
import { projectRoot } from '../../runtime/paths';

const LOCK = {
  '': { name: 'project' },
  'node_modules/express': { version: '5.3.0' },
  'node_modules/@project/sandbox': { resolved: 'sandbox', link: true },
  sandbox: { name: '@project/sandbox', version: '0.1.0' },
  'node_modules/only-on-another-platform': { version: '1.0.0', optional: true },
};
const { 'node_modules/only-on-another-platform': _, '': __, ...THERE } = LOCK;

describe('What npm has installed', () => {
  test('is enough where it is what the lock asks for, workspaces included', () => {
    expect(holds(THERE, LOCK)).toBe(true);
  });

  test('is not enough where a package is missing or another version', () => {
    const { 'node_modules/express': _express, ...without } = THERE;
    expect(holds(without, LOCK)).toBe(false);
    expect(holds({ ...THERE, 'node_modules/express': { version: '5.2.0' } }, LOCK)).toBe(false);
  });

  test('is not enough where a workspace is not linked, or to another folder', () => {
    const { 'node_modules/@project/sandbox': _link, ...without } = THERE;
    expect(holds(without, LOCK)).toBe(false);
    const elsewhere = { 'node_modules/@project/sandbox': { resolved: 'elsewhere', link: true } };
    expect(holds({ ...THERE, ...elsewhere }, LOCK)).toBe(false);
    expect(holds({ ...THERE, 'node_modules/@project/sandbox': { version: '0.1.0' } }, LOCK)).toBe(false);
  });

  test('is enough for these tests to run', () => {
    expect(installed(projectRoot())).toBe(true);
  });
});

test('The lock knows the workspace, and no address of a package registry', () => {
  const lock = readFileSync(path.join(projectRoot(), 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(lock);
  expect(packages['node_modules/@vestibule/sandbox']).toEqual({ resolved: 'sandbox', link: true });
  expect(lock).not.toMatch(/"resolved": "http/);
});
