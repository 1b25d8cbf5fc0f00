import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { compileFunction } from 'node:vm';
import { Webhook } from 'standardwebhooks';
import { ATTEMPT_ERRORS } from '../../webhooks/attempt';
import { newSigningKey, newSigningSecret, signatureHeaders } from '../../webhooks/signature';

/** An event while its secret is rotated, as it is sent; its body has letters of several bytes. */
function sample() {
  const secrets = [newSigningSecret(), newSigningSecret()];
  const { privateKey } = newSigningKey();
  const id = `evt_${'0'.repeat(32)}`;
  const body = JSON.stringify({
    id,
    type: 'session.completed',
    at: '2026-11-28T06:00:00.000Z',
    data: { reference: 'Ωé€𝄞' },
  });
  const headers = signatureHeaders({ id, timestamp: Math.floor(Date.now() / 1000), body }, { secrets, privateKey });
  return { id, body, headers, secrets, other_secret: newSigningSecret() };
}
const folder = path.join(__dirname, 'verifiers');
const PYTHON = process.env.VERIFIER_PYTHON || 'python3';
const CLASSPATH = process.env.VERIFIER_CLASSPATH;
const hasPython = spawnSync(PYTHON, ['-c', 'import standardwebhooks']).status === 0;
const lines = ({ stdout }: { stdout: string }) => stdout.trim().split('\n');

describe('An event is verified', () => {
  (hasPython ? test : test.skip)('by Python’s standardwebhooks; where it is not installed, this is skipped', () => {
    const given = sample();
    const run = spawnSync(PYTHON, [path.join(folder, 'verify.py')], { input: JSON.stringify(given), encoding: 'utf8' });
    expect([lines(run), run.stderr]).toEqual([[given.id, given.id, 'refused', 'refused'], '']);
  });

  (CLASSPATH ? test : test.skip)(
    'by Java’s svix; where VERIFIER_CLASSPATH doesn’t say where it is, this is skipped',
    () => {
      const { id, body, headers, secrets, other_secret } = sample();
      const signed = [body, id, String(headers['webhook-timestamp']), String(headers['webhook-signature'])];
      const program = ['-cp', String(CLASSPATH), path.join(folder, 'Verify.java')];
      const run = spawnSync('java', [...program, ...signed, other_secret, ...secrets], { encoding: 'utf8' });
      expect([lines(run), run.status]).toEqual([[id, id, 'refused', 'refused'], 0]);
    },
  );

  test('by Node’s standardwebhooks, as it was recorded when Python and Java verified it', () => {
    const { body, headers, secrets } = JSON.parse(
      readFileSync(path.join(__dirname, 'samples', 'rotated.json'), 'utf8'),
    );
    jest.useFakeTimers({ now: Number(headers['webhook-timestamp']) * 1000 });
    try {
      for (const secret of secrets) expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
      expect(() => new Webhook(secrets[0]).verify(`${body} `, headers)).toThrow();
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('docs/webhooks.md', () => {
  const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'webhooks.md'), 'utf8');
  const block = (language: string) => page.split(`\`\`\`${language}\n`)[1]?.split('```')[0] ?? '';

  test('verifies an event in Node by the very lines that it shows', () => {
    const lines = block('js')
      .replace(/^import .*$/m, '')
      .replace('export ', '');
    const verified = compileFunction(`${lines}; return verified;`, ['Webhook'])(Webhook) as (
      ...given: unknown[]
    ) => unknown;
    const { body, headers, secrets, other_secret } = sample();
    expect(verified(body, headers, secrets[0])).toEqual(JSON.parse(body));
    expect(() => verified(body, headers, other_secret)).toThrow();
  });

  (hasPython ? test : test.skip)(
    'verifies it in Python, too; where the library is not installed, this is skipped',
    () => {
      const input = JSON.stringify(sample());
      const given =
        'import json, sys\ns = json.load(sys.stdin)\nbody, headers, secret = s["body"], s["headers"], s["secrets"][0]';
      const run = spawnSync(PYTHON, ['-c', `${given}\n${block('python')}\nprint(event["type"])`], {
        input,
        encoding: 'utf8',
      });
      expect([lines(run), run.stderr]).toEqual([['session.completed'], '']);
    },
  );

  test('lists each code by which an attempt fails', () => {
    const listed = page.split('## Why an attempt has failed')[1]?.matchAll(/^\| `(\w+)` \|/gm) ?? [];
    expect([...listed].slice(1).map(([, code]) => code)).toEqual(Object.keys(ATTEMPT_ERRORS));
  });
});
