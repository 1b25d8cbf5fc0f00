import path from 'node:path';
import type { Fault } from '../domain/skill/check/fault';
import type { OperationCatalog } from '../domain/skill/operation-catalog';
import { BadSkill, createReader, type ReadSkill } from './load';

/** What the check has found in one document: where it is, and what to do about it. */
export interface Finding {
  /** Stable, with a page of its own in `docs/skills/codes/`. */
  code: string;
  level: 'fault' | 'warning';
  /** A JSON Pointer into the document. */
  pointer: string;
  /** Counted from 1; columns in UTF-16 code units, as editors count. */
  line: number;
  column: number;
  message: string;
}

/** A checked document. `skill` is there when nothing but warnings was found. */
export interface CheckedDocument {
  file: string;
  findings: Finding[];
  skill?: ReadSkill;
}

/** Checks the text of a document. Throws nothing, whatever the text is. `file` is only named. */
export type Checker = (text: string, file: string) => CheckedDocument;

/** The one check of definitions. `folder`: the one with `skill.schema.json`. */
export function createChecker(folder: string, catalogs: Record<string, OperationCatalog>): Checker {
  const read = createReader(folder, catalogs);
  return (text, file) => {
    try {
      const skill = read(text, path.normalize(file));
      return { file, findings: skill.warnings.map(asFinding), skill };
    } catch (error) {
      if (!(error instanceof BadSkill)) throw error;
      return { file, findings: error.faults.map(asFinding) };
    }
  };
}

const asFinding = ({ level = 'fault', ...rest }: Fault): Finding => ({ ...rest, level, line: 1, column: 1 });
