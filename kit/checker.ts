import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Json, JsonObject } from '../domain/json';
import type { JsonNode } from '../domain/json-text/json-node';
import { parseJsonText } from '../domain/json-text/json-parser';
import { textPositions } from '../domain/json-text/text-position';
import { escapeToken } from '../domain/pointer';
import type { Fault } from '../domain/skill/check/fault';
import { build, check } from '../domain/skill/compile';
import type { SkillDefinition } from '../domain/skill/definition';
import type { Graph } from '../domain/skill/graph';
import type { OperationCatalog } from '../domain/skill/operation-catalog';
import { skillDigest } from '../security/digest';
import { type Finding, locate, type Placed } from './findings';
import { formFaults } from './forms/form-rules';
import { createShapeCheck } from './shape/shape-check';
import type { ShapeFault } from './shape/shape-fault';
import { soundPart } from './sound-part';

export type { Finding } from './findings';

/** A definition that can be used; `digest`: SHA-256 of its canonical body. */
export interface ReadSkill {
  definition: SkillDefinition;
  graph: Graph;
  digest: string;
  warnings: Fault[];
}

/** A checked document. `skill` is there when nothing but warnings was found. */
export interface CheckedDocument {
  file: string;
  /** In the order of the text. */
  findings: Finding[];
  skill?: ReadSkill;
  /** The finding of a fault that shows only beside other documents, or at the store. */
  finding(fault: Fault): Finding;
}

/**
 * Checks a document, as text or as the bytes of its file. Throws nothing, whatever they are. `file` is only named.
 */
export type Checker = (document: string | Uint8Array, file: string) => CheckedDocument;

/** Bytes of a definition. It is a page of JSON, so more would be a mistake. */
export const MAX_BYTES = 64 * 1024;

/** The one check of definitions. `folder`: the one with `skill.schema.json`. */
export function createChecker(folder: string, catalogs: Record<string, OperationCatalog>): Checker {
  const schema = JSON.parse(readFileSync(path.join(folder, 'skill.schema.json'), 'utf8')) as JsonObject;
  const judge = { shape: createShapeCheck(schema), catalogs };
  return (document, file) => {
    const text = typeof document === 'string' ? document : Buffer.from(document).toString('utf8');
    try {
      const unread = unreadable(document, text);
      const checked = unread ? { faults: [unread] } : checkText(text, judge);
      return { file, ...withFindings(text, checked) };
    } catch {
      // A fault of the check's own must not take an author's tool down, or a server.
      const broken = { code: 'check_failed', pointer: '', message: CHECK_FAILED, offset: 0 };
      return { file, ...withFindings(text, { faults: [broken] }) };
    }
  };
}

const CHECK_FAILED = 'The check itself failed at this document. Please report it, with the document.';

interface Judge {
  shape: ReturnType<typeof createShapeCheck>;
  catalogs: Record<string, OperationCatalog>;
}

interface Checked {
  faults: Placed[];
  root?: JsonNode;
  skill?: ReadSkill;
}

function withFindings(text: string, { faults, root, skill }: Checked): Omit<CheckedDocument, 'file'> {
  const positionOf = textPositions(text);
  const findings = locate(faults, root, positionOf);
  const finding = (fault: Fault) => locate([fault], root, positionOf)[0] as Finding;
  return { findings, finding, ...(skill ? { skill } : {}) };
}

/** What keeps a document from being read at all. */
function unreadable(document: string | Uint8Array, text: string): Placed | undefined {
  const bytes = typeof document === 'string' ? Buffer.byteLength(document) : document.length;
  if (bytes > MAX_BYTES)
    return { code: 'too_large', pointer: '', message: 'A definition has at most 64 KiB.', offset: 0 };
  if (typeof document === 'string' || isUtf8(document)) return undefined;
  const message = 'The file is not UTF-8: this character, or one near it, is in another encoding.';
  return { code: 'json_encoding', pointer: '', message, offset: Math.max(text.indexOf('\uFFFD'), 0) };
}

/** Judges all layers that can be judged: the text, its shape, what its steps do, its forms. */
function checkText(text: string, { shape, catalogs }: Judge): Checked {
  const { value, root, faults: ofText } = parseJsonText(text);
  if (value === undefined || !root) return { faults: ofText };
  const ofShape = shape(value);
  const muted = ofText.filter(({ isMuted }) => isMuted);
  const mutedAt = muted.map(({ pointer }) => pointer);
  const wrong = [...mutedAt, ...ofShape.map(wrongPlace)];
  const { faults, skill } = judgeSense(value, wrong, catalogs);
  const told = [...ofText, ...without(mutedAt, ofShape), ...without(wrong, faults)];
  return { faults: told, root, ...(skill && ofText.length === 0 ? { skill } : {}) };
}

/** What a fault of shape makes unknown: what is missing is a place, too. */
const wrongPlace = ({ code, pointer, about }: ShapeFault): string =>
  code === 'member_missing' && about !== undefined ? `${pointer}/${escapeToken(about)}` : pointer;

/** Judges what a document of the right shape says, or what can be judged of one that has not. */
function judgeSense(value: Json, wrong: string[], catalogs: Judge['catalogs']): { faults: Fault[]; skill?: ReadSkill } {
  const sound = soundPart(value, wrong);
  if (!sound) return { faults: [] };
  const { definition, broken, areWaysKnown } = sound;
  const catalog = (Object.hasOwn(catalogs, definition.catalog) && catalogs[definition.catalog]) || NO_CATALOG;
  const named = Object.keys(catalogs);
  const ofSense = check({ definition, catalog, broken, catalogs: named }, areWaysKnown);
  const ofForms = formFaults(definition);
  const faults = [...ofSense, ...ofForms];
  if (wrong.length > 0 || faults.some(({ level }) => level !== 'warning')) return { faults };
  const digest = skillDigest(definition);
  const graph = build({ definition, catalog }, digest);
  return { faults, skill: { definition, graph, digest, warnings: faults } };
}

/** In place of a catalog that isn't there. No document can name it. */
const NO_CATALOG: OperationCatalog = { name: '-', operations: {}, events: {} };

/** Leaves out what is at or below a place that has been found wrong already: it would be an echo. */
function without<T extends { pointer: string }>(told: readonly string[], faults: readonly T[]): T[] {
  const places = new Set(told);
  if (places.size === 0) return [...faults];
  return faults.filter(({ pointer }) => {
    for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1))
      if (places.has(pointer.slice(0, end))) return false;
    return true;
  });
}
