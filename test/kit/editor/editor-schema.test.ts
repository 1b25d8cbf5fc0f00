import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Diagnostic, getLanguageService, TextDocument } from 'vscode-json-languageservice';
import { CATALOGS } from '../../../connectors/catalogs';
import type { JsonObject } from '../../../domain/json';
import type { SkillDefinition } from '../../../domain/skill/definition';
import type { OperationCatalog } from '../../../domain/skill/operation-catalog';
import { namesOf } from '../../../kit/editor/document-names';
import { editorSchema } from '../../../kit/editor/editor-schema';
import { projectRoot } from '../../../runtime/paths';

const root = projectRoot();
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const language = JSON.parse(read('skills/skill.schema.json')) as JsonObject;
const BASE = read('docs/skills/base.json');
const xyz = CATALOGS.xyz as OperationCatalog;

/** VS Code's own service over our schema, and a document with `|` where the cursor is. */
function editor(schema = editorSchema(language, [xyz])) {
  const asked: string[] = [];
  const service = getLanguageService({
    workspaceContext: { resolveRelativePath: (relative, resource) => new URL(relative, resource).href },
    schemaRequestService: async (uri) => {
      asked.push(uri);
      return JSON.stringify(schema);
    },
  });
  const open = (marked: string) => {
    const offset = marked.indexOf('|');
    const document = TextDocument.create('file:///my/skill.json', 'json', 1, marked.replace('|', ''));
    return { document, json: service.parseJSONDocument(document), position: document.positionAt(Math.max(offset, 0)) };
  };
  return {
    asked,
    async completed(marked: string): Promise<string[]> {
      const { document, json, position } = open(marked);
      const list = await service.doComplete(document, position, json);
      return (list?.items ?? []).map(({ label }) => label);
    },
    async hovered(marked: string): Promise<string> {
      const { document, json, position } = open(marked);
      const hover = await service.doHover(document, position, json);
      return JSON.stringify(hover?.contents ?? '');
    },
    async underlined(text: string): Promise<string[]> {
      const { document, json } = open(text);
      const found: Diagnostic[] = await service.doValidation(document, json);
      return found.map(({ range, message }) => `${document.getText(range)}: ${message}`);
    },
  };
}

/** The deposit of the guide with one text replaced. */
const changed = (from: string, to: string): string => {
  expect(BASE).toContain(from);
  return BASE.replace(from, to);
};

describe('An ordinary editor with the schema', () => {
  const { completed, hovered, underlined } = editor();

  test('lists the operations inside of "call", and those for signing inside of "sca"', async () => {
    const calls = await completed(changed('"call": "deposit.quote"', '"call": "|"'));
    expect(calls).toEqual(expect.arrayContaining(['"deposit.quote"', '"deposit.hold"', '"kyc.submit"']));
    expect(calls).not.toContain('"deposit.authorise"');
    const signings = await completed(changed('"call": "deposit.authorise"', '"call": "|"'));
    expect(signings).toEqual(expect.arrayContaining(['"deposit.authorise"', '"pis.authorise"']));
    expect(signings).not.toContain('"deposit.quote"');
  });

  test('lists the arguments of the operation inside of "with"', async () => {
    const found = await completed(
      changed('"with": { "value": { "$": "/steps/terms/value" }, "currency"', '"with": { | "currency"'),
    );
    expect(found).toEqual(['value']);
  });

  test('lists the outcomes of the operation inside of "on"', async () => {
    const found = await completed(changed('"on": { "deposit.terms_unavailable": "terms" }', '"on": { | }'));
    expect(found).toEqual(expect.arrayContaining(['deposit.terms_unavailable', 'timeout', 'error']));
    expect(found).not.toContain('deposit.declined');
  });

  test('lists only the undo of the call inside of "compensate", and its arguments', async () => {
    expect(await completed(changed('"call": "deposit.release"', '"call": "|"'))).toEqual(['"deposit.release"']);
    expect(
      await completed(changed('"with": { "hold_id": { "$": "/steps/hold/hold_id" } } },', '"with": { | } },')),
    ).toEqual(['hold_id']);
  });

  test('lists the events, the formats of fields and the ways to take a value', async () => {
    const event = changed('"open": {', '"wait": { "await": "|" }, "open": {');
    expect(await completed(event)).toEqual(['"kyc.decision"']);
    const format = changed('"title": "Amount in EUR"', '"format": "|"');
    expect(await completed(format)).toEqual(expect.arrayContaining(['"iban"', '"amount"']));
    const taken = await completed(changed('"period": { "$": "/steps/terms/period" } }', '"period": | }'));
    expect(taken).toEqual(expect.arrayContaining(['a value of a step', 'a value of a step, or another']));
  });

  test('says what an operation does where the cursor rests on it, and what an argument takes', async () => {
    expect(await hovered(changed('"deposit.quote"', '"dep|osit.quote"'))).toMatch('Ask for a term deposit’s rate');
    const argument = changed('"with": { "value"', '"with": { "va|lue"');
    expect(await hovered(argument)).toMatch('text of 1 to 12 characters');
  });

  test('underlines a wrong key, a wrong literal, and an outcome of another operation', async () => {
    expect(await underlined(BASE)).toEqual([]);
    expect(await underlined(changed('"currency": "EUR", "period"', '"curency": "EUR", "period"'))).toEqual(
      expect.arrayContaining([expect.stringMatching(/^"curency"/)]),
    );
    expect(await underlined(changed('"currency": "EUR", "period"', '"currency": 7, "period"'))).toEqual([
      expect.stringMatching(/^7/),
    ]);
    expect(await underlined(changed('"on": { "deposit.declined"', '"on": { "pis.rejected"'))).toEqual([
      expect.stringMatching(/^"pis.rejected"/),
    ]);
  });

  test.each(['xyz/3.1', 'xyz_aisp/1.2', 'xyz_pisp/1.2'])('underlines nothing in %s', async (file) => {
    expect(await underlined(read(`skills/${file}.json`))).toEqual([]);
  });
});

describe('A schema for one document', () => {
  const names = namesOf(JSON.parse(BASE) as SkillDefinition, xyz);
  const { completed } = editor(editorSchema(language, [xyz], names));

  test('lists its steps where one is named, and what they leave where a value is taken', async () => {
    expect(await completed(changed('"start": "terms"', '"start": "|"'))).toEqual(
      expect.arrayContaining(['"quote"', '"hold"']),
    );
    const pointer = changed('"with": { "value": { "$": "/steps/terms/value" }', '"with": { "value": { "$": "|" }');
    expect(await completed(pointer)).toEqual(expect.arrayContaining(['"/steps/terms/value"', '"/steps/quote/rate"']));
  });
});
