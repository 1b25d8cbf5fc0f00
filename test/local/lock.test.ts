import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LockedError, takeLock, withLock } from '../../local/servers/lock';
import { projectRoot } from '../../runtime/paths';

describe('A lock file', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'vestibule-test-'));
    file = path.join(folder, 'lock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is held by one at a time, and given back', () => {
    const release = takeLock(file);
    expect(() => takeLock(file)).toThrow(LockedError);
    release();
    expect(existsSync(file)).toBe(false);
    takeLock(file)();
  });

  test('of a process that is gone is taken over', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(file, JSON.stringify({ pid, started: 'then' }));
    expect(takeLock(file)).toBeInstanceOf(Function);
  });

  test('of an earlier process whose id somebody else has now is taken over', () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'before the machine was restarted' }));
    expect(takeLock(file)).toBeInstanceOf(Function);
  });

  test('of a process that exits without giving it back is gone', () => {
    const module = path.join(projectRoot(), 'dist', 'local', 'servers', 'lock.js');
    const script = `require(${JSON.stringify(module)}).takeLock(${JSON.stringify(file)}); process.exit(3);`;
    expect(spawnSync(process.execPath, ['-e', script]).status).toBe(3);
    expect(existsSync(file)).toBe(false);
  });

  test('that was cut off in the writing is taken over', () => {
    writeFileSync(file, '{"pid":');
    expect(takeLock(file)).toBeInstanceOf(Function);
  });

  test('makes the second wait for the first, and tells it once', async () => {
    const waited: number[] = [];
    const order: string[] = [];
    const release = takeLock(file);
    const second = withLock(
      file,
      (pid) => {
        waited.push(pid);
        order.push('first');
        release();
      },
      async () => order.push('second'),
    );
    await second;
    expect(order).toEqual(['first', 'second']);
    expect(waited).toEqual([process.pid]);
  });
});
