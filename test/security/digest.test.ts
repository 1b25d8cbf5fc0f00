import fc from 'fast-check';
import type { Json, JsonObject } from '../../domain/json';
import type { SkillDefinition } from '../../domain/skill/definition';
import { skillDigest, submissionDigest } from '../../security/digest';
import { deriveKeys, newSecret } from '../../security/keys';

const keys = deriveKeys(newSecret());

describe('the digest of a submission', () => {
  test('is the same for the same data, in whatever order their members come', () => {
    const data = { value: '100000', currency: 'EUR', nested: { b: [1, 2], a: null } };
    const turned = { nested: { a: null, b: [1, 2] }, currency: 'EUR', value: '100000' };
    expect(submissionDigest(keys, data)).toBe(submissionDigest(keys, turned));
    expect(submissionDigest(keys, data)).toMatch(/^[A-Za-z0-9_-]{22}$/);
  });

  test('differs where the data do', () => {
    const value = fc.jsonValue() as fc.Arbitrary<Json>;
    fc.assert(
      fc.property(value, value, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        fc.pre(same || JSON.stringify(sorted(a)) !== JSON.stringify(sorted(b)));
        expect(submissionDigest(keys, a) === submissionDigest(keys, b)).toBe(same);
      }),
    );
  });

  test('can’t be made without the key', () => {
    expect(submissionDigest(keys, { otp: '123456' })).not.toBe(
      submissionDigest(deriveKeys(newSecret()), { otp: '123456' }),
    );
  });
});

describe('the digest of a skill', () => {
  const definition: SkillDefinition = {
    $schema: './skill.schema.json',
    skill: 'xyz_sbx_#3.0',
    title: 'Open a term deposit',
    catalog: 'xyz',
    limits: { expires: 'P14D' },
    start: 'done',
    steps: { done: { end: 'succeeded' } },
  };

  test('is shared by a sandbox skill and its production twin', () => {
    expect(skillDigest({ ...definition, skill: 'xyz_#3.0' })).toBe(skillDigest(definition));
    expect(skillDigest(definition)).toMatch(/^[0-9a-f]{64}$/);
  });

  test('does not depend on where the editor finds the schema', () => {
    expect(skillDigest({ ...definition, $schema: 'elsewhere' })).toBe(skillDigest(definition));
  });

  test('changes with anything in the body', () => {
    expect(skillDigest({ ...definition, title: 'Open a deposit' })).not.toBe(skillDigest(definition));
  });
});

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]): [string, Json] => [key, sorted(member)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))) as JsonObject;
}
