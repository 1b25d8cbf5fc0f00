// Runs one of the project's programs straight after a clone: checks Node, installs the dependencies if they are missing
// or out of date, compiles what has changed, and goes on in the compiled program, in this same process, so that signals
// and exit codes are the program's own. Needs nothing but Node itself.
//
//   node cli/run.mjs <entry> [arguments]      for instance: node cli/run.mjs cli/vestibule start
//   node cli/run.mjs                          installs and compiles only
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { installed } from './run/installed.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [entry, ...rest] = process.argv.slice(2);

try {
  checkNode();
  await alone(async () => {
    if (!installed(root)) await install();
    await compile();
  });
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}
if (!entry) process.exit(0);
const program = path.join(root, 'dist', `${entry}.js`);
process.argv = [process.argv[0], program, ...rest];
createRequire(import.meta.url)(program);

function checkNode() {
  const needed = readJson('package.json').engines.node.replace('>=', '');
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [neededMajor, neededMinor] = needed.split('.').map(Number);
  if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
    throw new Error(`Node.js ${needed} or newer is needed; this is ${process.versions.node}.`);
  }
}

async function install() {
  console.error('Installing dependencies (npm ci), a minute or so …');
  const started = Date.now();
  const ticker = setInterval(() => console.error(`  … ${Math.round((Date.now() - started) / 1000)} s`), 10_000);
  try {
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    const npm = process.env.npm_execpath;
    await (npm?.endsWith('.js') ? run(process.execPath, [npm, ...args]) : run('npm', args));
  } catch (error) {
    throw new Error(`The dependencies could not be installed: ${error.message}.`);
  } finally {
    clearInterval(ticker);
  }
}

/** The compiler is incremental: where nothing has changed this takes half a second. */
async function compile() {
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(path.join(root, 'dist', '.tsbuildinfo'))) console.error('Compiling …');
  await run(process.execPath, [tsc, '-p', 'tsconfig.build.json']).catch((error) => {
    throw new Error(`The project does not compile: ${error.message}.`);
  });
}

async function run(command, args) {
  await new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`ended with ${signal ?? `code ${code}`}`)),
    );
  });
}

/** Two runs in one clone at once: the second waits until the first has installed and compiled. */
async function alone(work) {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const lock = path.join(tmpdir(), `vestibule-${name}.lock`);
  const draft = `${lock}.${process.pid}`;
  writeFileSync(draft, String(process.pid));
  try {
    for (let waiting = false; !take(draft, lock); ) {
      if (!waiting) console.error('Another run is installing or compiling here, waiting …');
      waiting = true;
      await delay(200);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(draft, lock) {
  try {
    linkSync(draft, lock);
    return true;
  } catch {
    const holder = Number(readIf(lock));
    if (holder && !alive(holder)) rmSync(lock, { force: true });
    return false;
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function readIf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function readJson(file) {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
}
