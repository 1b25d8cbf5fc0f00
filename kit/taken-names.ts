import { fault } from '../domain/skill/check/fault';
import { twinName } from '../domain/skill/skill';
import type { CheckedDocument } from './checker';

/** Which file has which name. A document has its own and that of its twin. */
export class TakenNames {
  private readonly files = new Map<string, string>();

  /** Gives a file the names of a skill, whatever else is in it. */
  hold(name: string, file: string): void {
    for (const one of [name, twinName(name)]) this.files.set(one, file);
  }

  /**
   * Gives the document its names, unless a file before it has one of them: then it is refused, for nobody could say
   * which of the two a session runs. Returns the document, with that finding where it is so.
   */
  claim(document: CheckedDocument): CheckedDocument {
    const name = document.skill?.definition.skill;
    if (name === undefined) return document;
    const names = [name, twinName(name)];
    const taken = names.find((one) => this.files.has(one));
    if (taken === undefined) {
      this.hold(name, document.file);
      return document;
    }
    const first = this.files.get(taken) as string;
    const message =
      `'${name}' is the name of two files: ${first} has it already, for itself or its twin. ` +
      'Give this one another version.';
    const { skill: _refused, findings, ...rest } = document;
    return { ...rest, findings: [document.finding(fault('name_taken', '/skill', message)), ...findings] };
  }
}
