import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Child } from '../../local/servers/child';
import { onPath, runCommand, type Say, versionOf } from '../../local/servers/command';
import { freePort, LOOPBACK } from '../../local/servers/free-ports';
import { findProgram, type ServerProgram } from '../../local/servers/program';
import { projectRoot } from '../../runtime/paths';

const SOURCES = path.join(projectRoot(), 'test', 'conformance', 'xs2a');
const JAR = path.join('target', 'xs2a-bank-1.jar');
/** ms for Spring to start on a busy machine. */
const START = 180_000;

/** adorsys XS2A as a running bank. */
export interface Peer {
  /** With XS2A's context path: `http://127.0.0.1:PORT/psd2`. */
  url: string;
  log: string;
  stop(): Promise<void>;
}

/** XS2A with a core bank of our own behind it, built by Maven once for each content of its sources. */
function xs2a(): ServerProgram {
  const build = {
    name: 'xs2a-bank',
    version: digestOf(SOURCES),
    program: JAR,
    title: 'adorsys XS2A 13.4 by Maven: some 160 MB and a minute or three, the first time',
    check: async () => 'XS2A 13.4',
    make: async (folder: string, say: Say) => {
      const [maven, java] = [onPath('mvn'), onPath('java')];
      if (!maven || !java) throw new Error("'mvn' and 'java' (17) are not both on the PATH");
      cpSync(SOURCES, folder, { recursive: true });
      await runCommand(maven, ['--batch-mode', '--quiet', 'package'], { cwd: folder, line: say });
    },
  };
  return { title: 'The XS2A bank', ways: [{ kind: 'build', ...build }] };
}

/** Builds it where that is needed and starts it on a free loopback port, with a log in `home`. */
export async function startPeer(home: string, say: Say): Promise<Peer> {
  const major = /"(\d+)/.exec(await javaVersion())?.[1];
  if (Number(major) < 17) throw new Error(`Java 17 is needed for XS2A; this is ${major}.`);
  const { file, how } = await findProgram(xs2a(), say);
  const port = await freePort(0);
  const url = `http://${LOOPBACK}:${port}/psd2`;
  const log = path.join(home, 'xs2a.log');
  mkdirSync(home, { recursive: true });
  say(`starting the one ${how} on ${url}`);
  const args = [
    ...['java.lang', 'java.util'].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
    '-Xmx700m',
    '-XX:TieredStopAtLevel=1',
    `-Dbank.home=${path.dirname(path.dirname(file))}`,
    `-Dbank.port=${port}`,
    '-jar',
    file,
  ];
  const child = new Child({ name: 'XS2A', command: 'java', args, log });
  await Promise.race([answers(`${url}/api/v1/aspsp-profile`), child.died.then((error) => Promise.reject(error))]);
  return { url, log, stop: () => child.stop(5_000) };
}

async function javaVersion(): Promise<string> {
  const java = onPath('java');
  if (!java) throw new Error("'java' (17) and 'mvn' are needed on the PATH; there is no 'java'.");
  return await versionOf('/bin/sh', '-c', `'${java}' -version 2>&1`);
}

async function answers(url: string): Promise<void> {
  const deadline = Date.now() + START;
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    if (Date.now() > deadline) throw new Error(`XS2A does not answer after ${START / 1000} s`);
    await delay(250);
  }
}

/** Of the names and contents of all files below a folder. */
function digestOf(folder: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of files.map((entry) => path.join(entry.parentPath, entry.name)).sort()) {
    hash
      .update(`${path.relative(folder, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}
