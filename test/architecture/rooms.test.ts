import { execFileSync } from 'node:child_process';
import { rooms } from '../../cli/docs/rooms';
import { inProject } from '../docs/support/page';
import { type Violation, violationsOf } from './support/fixture';

/** The mistake that each rule is there to find: one import of its own for each. */
const MISTAKES: Record<string, [from: string, to: string]> = {
  'domain-imports-only-its-row': ['domain/session/view.ts', 'security/seal.ts'],
  'domain-imports-only-its-packages': ['domain/session/deadline.ts', 'timers'],
  'security-imports-only-its-row': ['security/keys.ts', 'store/tenants.ts'],
  'workflows-imports-only-its-row': ['workflows/call.ts', 'activities/index.ts'],
  'workflows-imports-only-its-packages': ['workflows/onboarding.ts', 'mongoose'],
  'activities-imports-only-its-row': ['activities/session.ts', 'store/credentials.ts'],
  'connectors-imports-only-its-row': ['connectors/deposit/handlers.ts', 'security/seal.ts'],
  'store-imports-only-its-row': ['store/skills.ts', 'kit/load.ts'],
  'kit-imports-only-its-row': ['kit/load.ts', 'connectors/catalogs.ts'],
  'service-imports-only-its-row': ['service/submissions.ts', 'api/http/problem.ts'],
  'service-imports-only-its-packages': ['service/uploads.ts', 'multer'],
  'api-imports-only-its-row': ['api/endpoints/sessions.ts', 'store/tenants.ts'],
  'runtime-imports-only-its-row': ['runtime/health.ts', 'api/app.ts'],
  'worker-ts-imports-only-its-row': ['worker.ts', 'store/index.ts'],
  'api-server-ts-imports-only-its-row': ['api/server.ts', 'connectors/providers.ts'],
  'local-imports-only-its-row': ['local/stack/seed.ts', 'service/tenants.ts'],
  'cli-imports-only-its-row': ['cli/tour.ts', 'sandbox/server.ts'],
  'sandbox-imports-only-its-row': ['sandbox/bank/payments.ts', 'connectors/berlin-group/payments.ts'],
  'sdk-imports-only-its-row': ['sdk/src/client.ts', 'domain/errors.ts'],
  'sdk-imports-only-its-packages': ['sdk/src/webhooks.ts', 'timers'],
  'skills-imports-only-its-row': ['skills/xyz/generate.ts', 'domain/skill/skill.ts'],
  'bench-imports-only-its-row': ['bench/run.ts', 'test/support/stack.ts'],
  'test-imports-only-its-row': ['test/api/app.test.ts', 'jest.config.js'],
  'docs-imports-only-its-row': ['docs/example.ts', 'domain/json.ts'],
  'findings-imports-only-its-row': ['findings/example.ts', 'domain/json.ts'],
  'every-folder-has-a-row': ['portal/page.ts', 'domain/errors.ts'],
  'no-endpoint-imports-another': ['api/endpoints/token.ts', 'api/endpoints/credentials.ts'],
  'no-circle': ['store/files/cipher.ts', 'store/files/files.ts'],
  'nothing-unresolved': ['runtime/telemetry.ts', 'a-package-that-is-not-there'],
  'no-development-dependency-at-run-time': ['runtime/paths.ts', 'fast-check'],
};

/** Imports that look like mistakes and are none. */
const ALLOWED: [from: string, to: string][] = [
  ['store/files/files.ts', 'store/files/cipher.ts'],
  ['worker.ts', 'runtime/wiring.ts'],
  ['api/server.ts', 'runtime/wiring.ts'],
  ['runtime/wiring.ts', 'connectors/providers.ts'],
  ['activities/context.ts', 'workflows/activity-request.ts'],
  ['service/sessions.ts', 'workflows/messages.ts'],
  ['service/sessions.ts', 'events'],
  ['api/app.ts', 'express'],
  ['bench/statistics.ts', 'fast-check'],
  ['test/api/chain.test.ts', 'api/http/endpoint.ts'],
];

describe('The rules on who may import whom', () => {
  const rules = (require(inProject('.dependency-cruiser.cjs')) as { forbidden: { name: string }[] }).forbidden;
  let found: Violation[];
  beforeAll(async () => {
    found = await violationsOf([...Object.values(MISTAKES), ...ALLOWED].map(([from, to]) => ({ from, to })));
  });

  test.each(rules.map(({ name }) => name))('%s finds its mistake, and nothing else', (name) => {
    const [from, to] = MISTAKES[name] ?? [];
    expect(
      found.filter(({ rule }) => rule === name).map((one) => [one.from, one.to.replace('node_modules/', '')]),
    ).toEqual([[from, expect.stringMatching(new RegExp(`^${to}(/index.js)?$`))]]);
  });

  test('are all tried here', () => {
    expect(rules.map(({ name }) => name).sort()).toEqual(Object.keys(MISTAKES).sort());
  });
});

describe('The rows', () => {
  const tracked = execFileSync('git', ['ls-files'], { cwd: inProject(), encoding: 'utf8' }).split('\n');
  const folders = new Set(tracked.flatMap((file) => /^(\w[^/]*)\//.exec(file)?.slice(1) ?? []));
  const names = rooms().map(({ room }) => room);

  test('name every top folder, and the entry points', () => {
    expect(names.filter((name) => !name.includes('.')).sort()).toEqual([...folders].sort());
    expect(names.filter((name) => name.includes('.') && !tracked.includes(name))).toEqual([]);
  });

  test('let a room import only rooms that there are', () => {
    const imported = rooms().flatMap(({ imports }) => (typeof imports === 'string' ? [] : imports));
    expect(imported.filter((one) => !tracked.some((file) => file.startsWith(one)))).toEqual([]);
  });
});
