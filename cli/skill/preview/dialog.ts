import type { JsonObject } from '../../../domain/json';
import { isVisible } from '../../../domain/skill/visibility';
import type { Next } from '../../../service/session-state';
import { type Question, questionsOf, typedValue, uploadQuestion } from './fields';
import type { Refusal } from './session';

/** What a line was: an answer to be sent, or nothing yet. */
export type Taken = { send: 'data'; data: JsonObject; keep: string[] } | { send: 'file'; field: string; file: string };

/** The questions of one step at hand, one after the other. */
export class FormDialog {
  private data: JsonObject = {};
  private questions: Question[];
  private readonly prefill: JsonObject;
  private readonly kept: string[];
  /** Upload fields that need no more files. */
  private readonly passed = new Set<string>();

  /** `key`: of the step that it is about; another one needs another dialog. */
  constructor(
    private next: Extract<Next, { kind: 'form' | 'upload' }>,
    readonly key: string,
  ) {
    this.questions = next.kind === 'form' ? questionsOf(next) : next.uploads.flatMap(uploadQuestion);
    this.prefill = (next.kind === 'form' && next.prefill) || {};
    this.kept = (next.kind === 'form' && next.kept) || [];
  }

  /** The question at hand; `undefined` where all are answered. Fields that an app would hide are left out. */
  get question(): Question | undefined {
    this.questions = this.questions.filter(({ schema, isUpload }) => isUpload || isVisible(schema, this.data));
    return this.questions[0];
  }

  /** A form without a field is answered by Enter. */
  take(line: string): Taken | undefined {
    const question = this.question;
    if (!question) return this.whole();
    if (question.isUpload) {
      if (line !== '') return { send: 'file', field: question.name, file: line };
      this.passed.add(question.name);
    } else if (line !== '') this.data[question.name] = typedValue(question.schema, line);
    else if (Object.hasOwn(this.prefill, question.name)) this.data[question.name] = this.prefill[question.name] ?? null;
    else delete this.data[question.name];
    this.questions = this.questions.slice(1);
    return this.question ? undefined : this.whole();
  }

  /** All fields at once. */
  takeAll(data: JsonObject): Taken | undefined {
    this.data = data;
    this.questions = this.questions.filter(({ isUpload }) => isUpload);
    return this.question ? undefined : this.whole();
  }

  private whole(): Taken | undefined {
    if (this.next.kind === 'upload') return undefined;
    return { send: 'data', data: this.data, keep: this.kept.filter((name) => !Object.hasOwn(this.data, name)) };
  }

  /** A file has come, and the same step goes on. Returns what is to be sent if nothing is left to be asked. */
  hasFile(next: FormDialog['next']): Taken | undefined {
    this.next = next;
    const uploads = (next.uploads ?? []).flatMap(uploadQuestion).filter(({ name }) => !this.passed.has(name));
    this.questions = [...uploads, ...this.questions.filter(({ isUpload }) => !isUpload)];
    return this.question ? undefined : this.whole();
  }

  /** Asks again what was refused: the fields that faults are at, or all. Returns the sentences, at their fields. */
  refused({ code, detail, errors }: Refusal): string[] {
    if (this.next.kind !== 'form') return [`  ✗ ${code}: ${detail}`];
    const all = questionsOf(this.next).filter(({ isUpload }) => !isUpload);
    const nameOf = (pointer: string) => pointer.split('/')[2]?.replaceAll('~1', '/').replaceAll('~0', '~');
    const wrong = new Set(errors.map(({ pointer }) => nameOf(pointer)));
    const again = all.filter(({ name }) => wrong.has(name));
    this.questions = again.length > 0 ? again : all;
    if (errors.length === 0) return [`  ✗ ${code}: ${detail}`];
    return errors.map(({ pointer, message }) => `  ✗ ${nameOf(pointer) ?? 'the form'}: ${message}`);
  }
}
