import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { KINDS } from '../../domain/session/kinds';
import { APPROACHES, METHODS } from '../../domain/session/sca/approaches';

const root = path.join(__dirname, '../..');
const schema = JSON.parse(readFileSync(path.join(root, 'skills/skill.schema.json'), 'utf8'));

/** The modules of a folder, by name, apart from those that all of its records share. */
const recordsIn = (folder: string, ...shared: string[]) =>
  readdirSync(path.join(root, folder))
    .map((file) => path.basename(file, '.ts'))
    .filter((name) => !shared.includes(name));

describe('The kinds of step', () => {
  const kinds = Object.keys(KINDS).sort();

  test('are one file each, all of which are listed', () => {
    expect(kinds).toEqual(recordsIn('domain/session/kinds', 'index', 'kind').sort());
  });

  test.each(Object.entries(KINDS))('%s is listed by the member that a step has of it', (member, { kind }) => {
    expect(kind).toBe(member);
  });

  test('are those that the schema of skills knows, each with a form of its own', () => {
    type Form = { if: { required: string[] }; then: { $ref: string } };
    const { oneOf, allOf } = schema.$defs.step;
    expect(oneOf.flatMap(({ required }: { required: string[] }) => required).sort()).toEqual(kinds);
    const forms = allOf.map((form: Form) => [...form.if.required, form.then.$ref.replace('#/$defs/', '')]);
    expect(forms.sort()).toEqual(kinds.map((kind) => [kind, `${kind}Step`]));
    expect(Object.keys(schema.$defs)).toEqual(expect.arrayContaining(kinds.map((kind) => `${kind}Step`)));
  });
});

describe('The approaches to strong customer authentication', () => {
  test('are one file each, all of which are listed', () => {
    expect(Object.keys(APPROACHES).sort()).toEqual(recordsIn('domain/session/sca', 'approach', 'approaches').sort());
  });

  test.each(Object.entries(APPROACHES))('%s is listed by the state that opens it', (opened, { state }) => {
    expect(state).toBe(opened);
  });

  test('have the methods that the schema of skills knows', () => {
    expect(schema.$defs.scaStep.properties.sca.properties.methods.items.enum).toEqual(METHODS);
  });
});
