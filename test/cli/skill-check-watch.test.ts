import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../runtime/paths';

const PROGRAM = path.join(projectRoot(), 'dist', 'cli', 'skill.js');
const SOUND = readFileSync(path.join(projectRoot(), 'skills', 'xyz', '3.1.json'), 'utf8');
const named = (version: string) => SOUND.replace('#3.1', `#${version}`);
const broken = (version: string) => named(version).replace('"start": "product_form"', '"start": "nowhere"');

/** `skill check --watch` on a folder of its own. */
class Watch {
  private text = '';
  private seen = 0;
  private readonly child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(place: string) {
    this.child = spawn(process.execPath, [PROGRAM, 'check', '--watch', place], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.setEncoding('utf8').on('data', (more: string) => {
        this.text += more;
        this.child.emit('said');
      });
    this.ended = new Promise((resolve) => this.child.once('exit', resolve));
  }

  /** Waits until something is said that has not been waited for before. */
  async says(wanted: RegExp): Promise<void> {
    for (;;) {
      const rest = this.text.slice(this.seen);
      const found = wanted.exec(rest);
      if (found) {
        this.seen += found.index + found[0].length;
        return;
      }
      await new Promise((resolve) => this.child.once('said', resolve));
    }
  }

  end = (signal: NodeJS.Signals) => this.child.kill(signal);
}

const folders: string[] = [];
const watches: Watch[] = [];

function watchedFolder(): { folder: string; watch: () => Watch } {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'vestibule-watch-')));
  mkdirSync(path.join(folder, 'card'));
  folders.push(folder);
  const watch = () => {
    const one = new Watch(folder);
    watches.push(one);
    return one;
  };
  return { folder, watch };
}

afterEach(() => {
  for (const watch of watches.splice(0)) watch.end('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('vestibule skill check --watch', () => {
  test('tells what each change of a file makes wrong and right, until Ctrl-C', async () => {
    const { folder, watch } = watchedFolder();
    const file = path.join(folder, 'card', '9.0.json');
    writeFileSync(file, named('9.0'));
    const watching = watch();
    await watching.says(/1 file checked: nothing is wrong/);
    writeFileSync(file, broken('9.0'));
    await watching.says(/fault \w+[\s\S]*1 file checked: [1-9]\d* faults?/);
    writeFileSync(file, named('9.0'));
    await watching.says(/1 file checked: nothing is wrong/);
    writeFileSync(path.join(folder, 'card', '9.1.json'), broken('9.1'));
    await watching.says(/2 files checked: [1-9]\d* faults?/);
    watching.end('SIGINT');
    expect(await watching.ended).toBe(1);
  });

  test('goes on where the last document is deleted, and checks it again when it is back', async () => {
    const { folder, watch } = watchedFolder();
    const file = path.join(folder, 'card', '9.0.json');
    writeFileSync(file, named('9.0'));
    const watching = watch();
    await watching.says(/nothing is wrong/);
    rmSync(file);
    await watching.says(/There is no skill in/);
    writeFileSync(file, named('9.0'));
    await watching.says(/1 file checked: nothing is wrong/);
    watching.end('SIGTERM');
    expect(await watching.ended).toBe(0);
  });

  test('refuses a path that is not there, as without --watch', async () => {
    const watching = new Watch('/nowhere/at/all');
    watches.push(watching);
    await watching.says(/There is no file or folder '\/nowhere\/at\/all'\./);
    expect(await watching.ended).toBe(2);
  });
});
