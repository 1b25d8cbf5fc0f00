import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seedDemo } from '../../cli/demo/seed';
import { App } from '../../cli/tour/app';
import { startStack } from '../../local/stack/stack';
import { projectRoot } from '../../runtime/paths';
import { type Case, newUser, type World } from './case';
import { cancellations } from './cases/cancellations';
import { consents } from './cases/consents';
import { data } from './cases/data';
import { payments } from './cases/payments';
import { SIGNED_BANK, signed } from './cases/signed';
import { startPeer } from './peer';
import { type Recorder, startRecorder } from './recorder';
import { writeSkills } from './skills';
import { type Row, table } from './table';
import { Xs2aBank } from './xs2a-bank';

const CASES: Case[] = [...consents, ...payments, ...cancellations, ...data, ...signed];
const NEEDS = `Conformance with adorsys XS2A 13.4, a bank interface that nobody here wrote.
It needs Java 17 or newer and Maven on the PATH; the first time, Maven fetches some 160 MB.
`;
/** A key that seals nothing but these requests, and the profile by which they are signed. */
const SEAL = path.join(projectRoot(), 'test', 'conformance', 'signed');
const ANY_PORTS = { port: 0, temporal: 0, temporalUi: 0, mongo: 0, bank: 0, verifier: 0 };
const say = (line: string) => process.stderr.write(`${line}\n`);

/** Plays the cases whose names contain one of the words given; resolves to the exit code. */
async function main(words: string[]): Promise<number> {
  const chosen = CASES.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  if (chosen.length === 0) throw new Error(`No case has a name with: ${words.join(', ')}`);
  say(NEEDS);
  const home = mkdtempSync(path.join(tmpdir(), 'vestibule-conformance-'));
  const peer = await startPeer(home, say);
  const recorder = await startRecorder(new URL(peer.url), path.join(home, 'traffic'));
  try {
    const env = {
      XYZ_SBX_BANK_URL: recorder.url,
      XYZ_SBX_BANK_PROFILE: 'xs2a',
      XYZ_SBX_BANKS: `${SIGNED_BANK}=${recorder.url}`,
      XYZ_SBX_SEAL_CERT: path.join(SEAL, 'seal-certificate.pem'),
      XYZ_SBX_SEAL_KEY: path.join(SEAL, 'seal-key.pem'),
      BANK_PROFILES_DIR: path.join(SEAL, 'profiles'),
      SKILLS_DIR: writeSkills(path.join(home, 'skills')),
    };
    const stack = await startStack({ home: path.join(home, 'stack'), seedDemo, ...ANY_PORTS, env });
    try {
      const world = { app: new App(stack.demo), bank: new Xs2aBank(peer.url) };
      return report(await playAll(world, chosen, recorder), home);
    } finally {
      await stack.stop();
    }
  } finally {
    recorder.stop();
    await peer.stop();
  }
}

/** One after the other, for the bank has one profile at a time. */
async function playAll(world: World, cases: Case[], recorder: Recorder): Promise<Row[]> {
  const rows: Row[] = [];
  for (const one of cases) {
    const started = Date.now();
    recorder.begin(one.name);
    const row = await play(world, one);
    rows.push({ ...row, name: one.name, seconds: (Date.now() - started) / 1000 });
    say(`${row.agrees ? 'yes' : 'NO '} ${one.name}: ${row.session}; XS2A: ${row.bank}`);
  }
  return rows;
}

async function play(world: World, { approaches, profile, user, play: run }: Case) {
  try {
    await world.bank.profile(profile);
    await world.bank.approaches(...approaches);
    return await run(world, newUser(world, user));
  } catch (error) {
    return { session: (error as Error).message.slice(0, 300), bank: '?', agrees: false };
  }
}

function report(rows: Row[], home: string): number {
  const wrong = rows.filter(({ agrees }) => !agrees).length;
  const seconds = rows.reduce((sum, row) => sum + row.seconds, 0);
  console.log(`\n${table(rows)}\n\n${rows.length - wrong} agree, ${wrong} do not, in ${seconds.toFixed(0)} s`);
  if (wrong === 0) rmSync(home, { recursive: true, force: true });
  else console.log(`What was said to XS2A and by it, a file a case: ${home}/traffic; logs: ${home}`);
  return wrong === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(`\n${error.message}\n`);
    process.exit(1);
  },
);
