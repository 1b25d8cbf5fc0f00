import { CATALOGS } from '../../connectors/catalogs';
import type { Json, JsonObject } from '../../domain/json';
import { KINDS } from '../../domain/session/kinds';
import { METHODS } from '../../domain/session/sca/approaches';
import { CONDITION_KEYWORDS, holds } from '../../domain/skill/condition';
import type { OperationCatalog } from '../../domain/skill/operation-catalog';
import type { Schema } from '../../domain/skill/skill';
import { BadSkill, createReader } from '../../kit/load';
import { Conversation } from './support/conversation';
import { blocks, inProject, quoted, read, section, tables } from './support/page';
import { patched } from './support/patch';
import { compileSchema } from './support/schema';

const page = read('docs/skills.md');
const all = blocks(page);
const readSkill = createReader(inProject('skills'), CATALOGS);
const EXAMPLE = String(all.find(({ info }) => info === 'json skill')?.text);

const faultsOf = (text: string): string[] => {
  try {
    readSkill(text, 'example');
    return [];
  } catch (error) {
    if (!(error instanceof BadSkill)) throw error;
    return error.faults.map(({ code, pointer }) => `${code} ${pointer}`);
  }
};

describe('The example skill', () => {
  test('has nothing wrong with it', () => {
    expect(faultsOf(EXAMPLE)).toEqual([]);
  });

  const conversations = tables(section(page, '## A small one, whole'));
  test.each(conversations.map((rows, index) => [index + 1, rows] as const))(
    'goes as conversation %i says',
    (_number, rows) => {
      const conversation = new Conversation(readSkill(EXAMPLE, 'example').graph);
      for (const [what = '', where, started] of rows) {
        const said = conversation.hear(quoted(what)[0]);
        expect({ what, ...said }).toEqual({ what, where, started });
      }
      expect(conversation.isOver()).toBe(true);
    },
  );
});

describe('Every other snippet', () => {
  const schema = JSON.parse(read('skills/skill.schema.json')) as JsonObject;
  const fits = compileSchema({
    ...schema,
    $ref: '#/$defs/step',
    required: [],
    properties: {},
    additionalProperties: true,
  });
  const steps = all
    .filter(({ info }) => info === 'json steps')
    .flatMap(({ text }) => Object.entries(JSON.parse(text) as Record<string, JsonObject>));

  test.each(steps)('%s has the shape of a step', (_name, step) => {
    expect(fits(step)).toEqual([]);
  });

  test.each(steps)('%s names what the catalog has', (_name, step) => {
    const { operations, events } = CATALOGS.xyz as OperationCatalog;
    const { call } = (step.sca ?? step) as { call?: string };
    if (call !== undefined) expect(Object.keys(operations)).toContain(call);
    if (call !== undefined)
      expect(Object.keys(operations[call]?.input.properties as object)).toEqual(
        expect.arrayContaining(argumentsOf(step)),
      );
    if (typeof step.await === 'string') expect(Object.keys(events)).toContain(step.await);
  });

  test('is of a kind that is run here', () => {
    const known = ['json skill', 'json steps', 'json mistake', 'fault'];
    expect(all.map(({ info }) => info).filter((info) => !known.includes(info))).toEqual([]);
  });
});

const argumentsOf = (step: JsonObject): string[] => Object.keys(((step.sca ?? step) as { with?: object }).with ?? {});

test('Every kind of step has a section of its own', () => {
  const sections = [...section(page, '## The kinds of step').matchAll(/^### `(\w+)`/gm)].map(([, kind]) => kind);
  expect(sections.sort()).toEqual(Object.keys(KINDS).sort());
});

test('Every method of strong customer authentication is named, in its order', () => {
  const [, methods = ''] = /^`methods` says [^(]*\(([^;]+);/m.exec(page) ?? [];
  expect(quoted(methods)).toEqual(METHODS);
});

describe('Conditions', () => {
  const [keywords = [], examples = []] = tables(section(page, '### `next` and `when`'));

  test('have the keywords that the page lists', () => {
    expect(keywords.flatMap(([cell = '']) => quoted(cell)).sort()).toEqual([...CONDITION_KEYWORDS].sort());
  });

  test.each(examples)('%s on %s: %s', (condition = '', value = '', matches = '') => {
    const [schema = ''] = quoted(condition);
    const [given] = quoted(value);
    const present: Json | undefined = given === undefined ? undefined : (JSON.parse(given) as Json);
    const lookup = (pointer: string) => (pointer === '/value' ? present : undefined);
    expect(holds({ '/value': JSON.parse(schema) as Schema }, lookup)).toBe(matches.startsWith('yes'));
  });
});

describe('The check', () => {
  const mistakes = all.flatMap(({ info, text }, index) =>
    info === 'json mistake' ? [[text, all[index + 1]] as const] : [],
  );
  test.each(mistakes)('finds %s', (patch, answer) => {
    expect(answer?.info).toBe('fault');
    const changed = patched(JSON.parse(EXAMPLE), JSON.parse(patch));
    expect(faultsOf(JSON.stringify(changed))).toEqual(answer?.text.trimEnd().split('\n'));
  });
});

test('The keywords of forms are those that the schema allows', () => {
  const schema = JSON.parse(read('skills/skill.schema.json')) as { $defs: Record<string, { properties: object }> };
  const allowed = Object.keys(schema.$defs.fieldSchema?.properties ?? {}).filter(
    (keyword) => !keyword.startsWith('x-'),
  );
  const [listed = ''] = quoted(String(/The keywords that a form may use: ([\s\S]*?), and the `x-`/.exec(page)?.[1]));
  expect(listed.split(/\s+/).sort()).toEqual(allowed.sort());
});
