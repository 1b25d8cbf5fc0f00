import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runAdmin } from '../../cli/admin/run';
import { runSkill } from '../../cli/skill';
import { App, type Body, Conversation, expectStatus } from '../../cli/tour/app';
import { authorise } from '../../cli/tour/user';
import { Child } from '../../local/servers/child';
import { freePort, LOOPBACK } from '../../local/servers/free-ports';
import type { Stack } from '../../local/stack/stack';
import { projectRoot } from '../../runtime/paths';
import { openPlatform } from '../../runtime/platform';
import { freshTenant, openStore, startOwnStack } from '../support/stack';
import { untilThere } from '../support/until';

const SKILL = 'xyz_aisp_sbx_#5.0';
const NEXT = 'xyz_aisp_sbx_#5.1';
const LIVE = 'xyz_aisp_#5.1';
const WAIVER = ['--waiver', 'a test of the publication'];

/** A skill that no file of the platform has: the bundled consent as another version. */
function documentOf(skill: string, change: (document: Body) => void = () => undefined): string {
  const text = readFileSync(path.join(projectRoot(), 'skills/xyz_aisp/1.0.json'), 'utf8');
  const document = { ...JSON.parse(text), skill };
  change(document);
  return JSON.stringify(document, null, 2);
}

describe('Two API and two worker processes', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vestibule-publication-'));
  let stack: Stack & { dispose(): Promise<void> };
  let api: Child;
  let worker: Child;
  /** The same tenant at both API processes. */
  let at: App[];

  const start = (name: string, file: string, more: NodeJS.ProcessEnv) => {
    const args = [path.join(projectRoot(), 'dist', file)];
    const env = { ...stack.env, ...more };
    return new Child({ name, command: process.execPath, args, env, log: path.join(folder, `${name}.log`) });
  };
  const answers = (url: string) => untilThere(async () => (await fetch(url)).ok);

  beforeAll(async () => {
    const bank = await freePort(0);
    // The production flavour has a bank here, too.
    stack = await startOwnStack({ bank, env: { XYZ_BANK_URL: `http://${LOOPBACK}:${bank}/psd2` } });
    const [port, health] = [await freePort(0), await freePort(0)];
    api = start('api-2', 'api/server.js', { HOST: LOOPBACK, PORT: String(port) });
    worker = start('worker-2', 'worker.js', { WORKER_HOST: LOOPBACK, WORKER_PORT: String(health) });
    await Promise.all([answers(`http://${LOOPBACK}:${port}/livez`), answers(`http://${LOOPBACK}:${health}/readyz`)]);
    const tenant = await freshTenant({ skills: [] }, stack);
    at = [stack.demo.api_url, `http://${LOOPBACK}:${port}`].map(
      (api_url) => new App({ ...stack.demo, ...tenant, api_url }),
    );
  }, 120_000);
  afterAll(async () => {
    await Promise.all([api.stop(), worker.stop()]);
    await stack.dispose();
    rmSync(folder, { recursive: true });
  });

  /** Runs a skill command against one API; the exit code, and all that it said. */
  async function skill(command: string, args: string[], to = at[0] as App): Promise<{ code: number; said: string }> {
    const key = path.join(folder, 'key');
    writeFileSync(key, String(stack.demo.servicer_key));
    const said: string[] = [];
    const say = (text: string) => void said.push(text);
    const argv = [command, ...args, '--to', to.demo.api_url, '--key-file', key];
    const code = await runSkill(argv, { print: say, complain: say });
    return { code, said: said.join('\n') };
  }
  const publish = (name: string, text: string, to?: App) => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return skill('publish', [file, ...WAIVER], to);
  };
  /** What an operator does with the tenant. */
  async function giveTenant(...argv: string[]): Promise<void> {
    const platform = openPlatform({
      secret: String(stack.env.VESTIBULE_SECRET),
      mongodb_uri: String(stack.env.MONGODB_URI),
      skills_dir: '',
    });
    const complain = (text: string) => {
      throw new Error(text);
    };
    const { client_id } = (at[0] as App).demo;
    await runAdmin(['tenant', 'skills', client_id, ...argv], {
      open: () => platform,
      print: () => undefined,
      complain,
    });
  }
  const listed = async (app: App, tenant = app.demo.client_id): Promise<string[]> =>
    (await app.call('GET', `/catalog?client_id=${tenant}`)).body.data.map((each: Body) => each.skill);
  const everyone = (holds: (app: App) => Promise<boolean>) =>
    Promise.all(at.map((app) => untilThere(() => holds(app))));

  test('take up what is published at one of them; an open session ends on its version, new ones begin with the next', async () => {
    const [here, there] = at as [App, App];
    const file = path.join(folder, '1.0.json');
    writeFileSync(file, documentOf(SKILL));
    expect(await skill('publish', [file])).toEqual({ code: 1, said: expect.stringMatching(/^coverage_missing/) });
    const scenarios = path.join(projectRoot(), 'skills/xyz_aisp/scenarios/1.0');
    cpSync(scenarios, path.join(folder, 'scenarios', '1.0'), { recursive: true });
    expect(await skill('publish', [file])).toEqual({
      code: 0,
      said: expect.stringContaining(`${SKILL} is published.`),
    });
    const [first] = JSON.parse((await skill('list', ['--json'], there)).said) as Body[];
    expect(first).toMatchObject({ skill: SKILL, coverage: { digest: first.digest } });
    await giveTenant('--add', SKILL);
    await everyone(async (app) => (await listed(app)).includes(SKILL));
    const old = await there.start(SKILL);

    const next = documentOf(NEXT, ({ steps }) => {
      steps.identify.ask.properties.note = { type: 'string', title: 'Note', maxLength: 10 };
    });
    expect((await publish('1.1.json', next, there)).code).toBe(0);
    await giveTenant('--set', NEXT);
    await everyone(async (app) => (await listed(app)).join() === NEXT);
    const opened = new Conversation(here, old.state);
    expect(opened.state.next.schema.properties).not.toHaveProperty('note');
    expectStatus(await opened.submit({ psu_id: 'user_embedded' }), 200, 202);
    await authorise(opened, 'user_embedded');
    await opened.until(opened.ended);
    expect(opened.state).toMatchObject({ status: 'COMPLETED', skill: SKILL });
    expect((await here.start(NEXT)).state.next.schema.properties).toHaveProperty('note');
  }, 120_000);

  test('a promoted skill is served in production, by all of them', async () => {
    const [here, there] = at as [App, App];
    expect((await skill('promote', [NEXT], there)).said).toContain(`${LIVE} is in production.`);
    expect((await skill('promote', [NEXT], here)).said).toContain('no change');
    await untilThere(async () => (await skill('list', [], here)).said.includes(LIVE));
    const store = openStore(stack.env);
    const tenant = await freshTenant({ skills: [LIVE] }, stack);
    const live = await store.tenants.byClientId(tenant.client_id);
    await store.tenants.remove(tenant.client_id);
    await store.tenants.create({ ...(live as NonNullable<typeof live>), flavour: 'production' });
    await store.close();
    for (const app of [here, there]) {
      const shop = new App({ ...app.demo, ...tenant });
      await untilThere(async () => (await listed(shop)).join() === LIVE);
      expect((await shop.start(LIVE)).state).toMatchObject({ skill: LIVE, next: { step: 'identify' } });
    }
  });

  test('a retired skill begins no session at any of them, and does again once that is taken back', async () => {
    const begin = async (app: App) => {
      const { client_id, client_app_key } = app.demo;
      return (await app.call('POST', '/sessions', { body: { client_id, client_app_key, skill: NEXT } })).status;
    };
    expect((await skill('retire', [NEXT])).said).toContain('is retired');
    await everyone(async (app) => (await begin(app)) === 410);
    expect(await listed(at[1] as App)).toEqual([]);
    expect((await skill('retire', [NEXT, '--undo'], at[1])).code).toBe(0);
    await everyone(async (app) => (await begin(app)) === 201);
  });

  test('an author is told what is wrong: faults with 1, a key or an address with 2', async () => {
    const bad = await publish(
      'bad.json',
      documentOf(SKILL, (document) => Object.assign(document, { start: 'x' })),
    );
    expect(bad).toEqual({ code: 1, said: expect.stringMatching(/bad\.json:\d+:\d+ fault target_unknown/) });
    const changed = await publish(
      'changed.json',
      documentOf(SKILL, (document) => Object.assign(document, { title: 'X' })),
    );
    expect(changed).toEqual({ code: 1, said: expect.stringMatching(/skill_changed.*copy it to the next version/) });
    const breaking = await publish(
      '1.2.json',
      documentOf('xyz_aisp_sbx_#5.2', ({ steps }) => {
        steps.identify.ask.properties.psu_id.maxLength = 63;
      }),
    );
    expect(breaking).toEqual({
      code: 1,
      said: expect.stringMatching(/call it 6\.0\.\n.*field_removed.*\n.*field_narrowed/),
    });
    expect((await skill('retire', ['xyz_aisp_sbx_#9.9'])).code).toBe(2);
    const nowhere = new App({ ...(at[0] as App).demo, api_url: `http://${LOOPBACK}:1` });
    expect(await skill('list', [], nowhere)).toEqual({ code: 2, said: expect.stringMatching(/Nothing answers/) });
  });

  test('an API that is killed in the middle of a publication leaves the whole skill or nothing of it', async () => {
    const store = openStore(stack.env);
    const send = (name: string) =>
      fetch(new URL('/catalog', stack.demo.api_url), {
        method: 'POST',
        headers: { authorization: `Bearer ${stack.demo.servicer_key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ document: documentOf(name), waiver: { reason: 'a test' } }),
      }).catch(() => undefined);
    // As soon as it is sent, and as soon as it is stored: before the answer, and before others are told.
    const moments = { 'xyz_aisp_sbx_#6.0': false, 'xyz_aisp_sbx_#7.0': true };
    for (const [name, isStored] of Object.entries(moments)) {
      const sent = send(name);
      if (isStored) await untilThere(async () => (await store.publications.find(name)) !== undefined);
      await stack.api.kill();
      await sent;
      const left = await store.publications.find(name);
      if (left) expect(JSON.parse(left.document).skill).toBe(name);
      await stack.api.start({ samePorts: true });
      const again = await send(name);
      expect([200, 201]).toContain(again?.status);
      await everyone(async (app) => (await skill('list', ['--json'], app)).said.includes(name));
    }
    const served = JSON.parse((await skill('list', ['--json'])).said) as Body[];
    expect(served.filter(({ skill: name }) => name in moments).map((each) => each.served)).toEqual([true, true]);
    await store.close();
  }, 120_000);
});
