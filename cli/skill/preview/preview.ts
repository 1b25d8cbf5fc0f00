import { isObject, type Json, type JsonObject } from '../../../domain/json';
import type { SkillDefinition } from '../../../domain/skill/definition';
import { type SkillIo, SkillToolError } from '../io';
import { FormDialog, type Taken } from './dialog';
import { type MockOptions, readDraft } from './draft';
import { asked, drawn, HELP } from './draw';
import type { EventQueue } from './events';
import { inWords, type PreviewApi, type PreviewSession, type Refusal } from './session';

export interface PreviewOptions extends MockOptions {
  file: string;
  locale?: string;
}

/** Polls for a state that lasts, before what was typed is taken to be for it. */
const PATIENCE = 8;
/** s of one of these polls. */
const SHORT = 2;

/** A draft that runs while it is written: its session, its forms, and what is typed into them. */
export class Preview {
  private session: PreviewSession | undefined;
  private definition: SkillDefinition | undefined;
  private dialog: FormDialog | undefined;
  /** What was sent last, to see whether a change changes anything. */
  private sent = '';
  private skill = '';
  private told = '';
  private reminders = 0;
  private watched: { session: PreviewSession; changed: Promise<void> } | undefined;
  private readonly ended = new AbortController();

  constructor(
    private readonly api: PreviewApi,
    private readonly options: PreviewOptions,
    private readonly io: SkillIo,
  ) {}

  /** Runs until the lines end, or `:quit`. Returns whether a session was ever begun. */
  async run(events: EventQueue): Promise<boolean> {
    await this.reload();
    try {
      while (!(await this.step(events)));
    } finally {
      this.ended.abort();
    }
    this.io.print('The preview has ended.');
    return this.session !== undefined;
  }

  /** Takes one event. Returns whether the preview ends. An API that does not answer is said, and may be there again. */
  private async step(events: EventQueue): Promise<boolean> {
    try {
      const event = await events.next(this.untilChanged());
      if (event === 'end') return true;
      if (event === undefined) this.show();
      else if (event === 'changed') await this.reload();
      else return (await this.read(event.line)) === 'quit';
    } catch (error) {
      if (!(error instanceof SkillToolError)) throw error;
      this.print(error.message);
    }
    return false;
  }

  private print = (...lines: string[]): void => {
    if (lines.length > 0) this.io.print(lines.join('\n'));
  };

  /** Resolves when the session has changed by itself, and never where nothing can change. One poll runs at a time. */
  private untilChanged(): Promise<void> {
    const { session } = this;
    if (!session || session.isOver) return new Promise(() => undefined);
    if (this.watched?.session !== session) this.watched = { session, changed: this.watch(session) };
    return this.watched.changed;
  }

  private async watch(session: PreviewSession): Promise<void> {
    try {
      while (session === this.session && !session.isOver && this.stateKey() === this.told)
        await session.poll(undefined, this.ended.signal);
      this.watched = undefined;
    } catch (error) {
      // The API is away, or the preview has ended: whoever acts next is told. Nothing is polled meanwhile.
      if (!(error instanceof SkillToolError)) throw error;
      await new Promise(() => undefined);
    }
  }

  /**
   * Reads the files, checks them, sends the draft, and begins a fresh session. With faults, the one at hand goes on.
   */
  private async reload(): Promise<void> {
    const { file } = this.options;
    const draft = readDraft(file, this.options);
    const text = JSON.stringify(draft);
    if (text === this.sent) return;
    this.sent = text;
    if ('faults' in draft) return this.kept(draft.faults);
    if (draft.notes) this.print(draft.notes);
    const reply = await this.api.send(draft.body, skillIn(draft.body.document));
    if ('refusal' in reply) return this.kept(refusalInWords(reply.refusal, file));
    this.definition = draft.skill.definition;
    this.skill = reply.skill;
    const mocked = reply.mocked.length > 0 ? ` Mocked: ${reply.mocked.join(', ')}.` : '';
    this.print(`${this.skill} is ready.${mocked}`);
    await this.begin();
  }

  private kept(faults: string): void {
    this.print(faults);
    if (this.session) this.print('The session goes on with the document of before.');
    else this.print('A session begins once that is mended.');
  }

  private async begin(): Promise<void> {
    this.session = await this.api.begin(this.skill, this.options.locale);
    this.dialog = undefined;
    this.reminders = 0;
    this.told = '';
    this.print('A fresh session begins. :help names the commands.');
    await this.settle();
    this.show();
  }

  /** Waits until the session needs somebody; no longer than a partner’s decision is worth waiting for. */
  private async settle(): Promise<void> {
    for (let polls = 0; polls < PATIENCE && this.session?.state.status === 'PROCESSING'; polls += 1) {
      const { next } = this.session.state;
      const before = this.stateKey();
      await this.session.poll(SHORT);
      if (next.kind === 'wait' && next.for === 'review' && before === this.stateKey()) return;
    }
  }

  private stateKey(): string {
    const { status, next, reason, reminders = [] } = this.session?.state ?? { status: '', next: {}, reason: undefined };
    const { kind, step, step_id, url, message, uploads } = next as Record<string, unknown>;
    return JSON.stringify([status, kind, step, step_id, url, message, uploads, reason, reminders.length]);
  }

  /** Prints the state where it is another one, and the question at hand. */
  private show(): void {
    const { session } = this;
    if (!session) return;
    const { next, reminders = [] } = session.state;
    for (const { step, event, at } of reminders.slice(this.reminders))
      this.print(`  ⏰ reminder at ${at}: ${event} (${step})`);
    this.reminders = reminders.length;
    const key = this.stateKey();
    const hasForm = next.kind === 'form' || next.kind === 'upload';
    const ofForm = hasForm ? `${session.state.session_id} ${next.step_id} ${next.kind}` : '';
    if (key !== this.told && !(hasForm && this.dialog?.key === ofForm)) {
      const step = 'step' in next && next.step !== undefined ? this.definition?.steps[next.step] : undefined;
      this.print(...drawn(session.state, descriptionOf(step)));
    }
    this.told = key;
    if (!hasForm) this.dialog = undefined;
    else if (this.dialog?.key !== ofForm) this.dialog = new FormDialog(next, ofForm);
    this.ask();
  }

  private ask(): void {
    const question = this.dialog?.question;
    if (question) this.print(...asked(question));
    else if (this.dialog) this.print('? Enter goes on');
  }

  private async read(line: string): Promise<'quit' | undefined> {
    const text = line.trim();
    if (/^:q(uit)?$/.test(text)) return 'quit';
    const { session } = this;
    if (!session) this.print('There is no session yet: mend the document.');
    else if (text.startsWith(':')) await this.command(session, text);
    else await this.answer(session, text);
    return undefined;
  }

  private async answer(session: PreviewSession, text: string): Promise<void> {
    await this.settle();
    if (this.stateKey() !== this.told) this.show();
    if (!this.dialog) {
      if (text !== '')
        this.print(
          session.isOver ? 'The session is over: :restart or :quit.' : 'Nothing is asked just now: see :help.',
        );
      return;
    }
    await this.send(session, this.dialog, this.dialog.take(text));
  }

  /** Sends what a dialog has made of a line. Refusals are shown at their fields, which are asked again. */
  private async send(session: PreviewSession, dialog: FormDialog, taken: Taken | undefined): Promise<void> {
    if (!taken) return this.ask();
    const refusal =
      taken.send === 'data'
        ? await session.submit(taken.data, taken.keep)
        : await session.upload(taken.field, taken.file);
    if (refusal) {
      const isOfFile = taken.send === 'file';
      this.print(...(isOfFile ? ofFile(taken.field, refusal) : dialog.refused(refusal)));
      await session.poll(0);
      return this.show();
    }
    const { next } = session.state;
    const isSame =
      (next.kind === 'form' || next.kind === 'upload') && dialog.key.includes(` ${next.step_id} ${next.kind}`);
    if (taken.send === 'file' && isSame) {
      this.told = this.stateKey();
      return this.send(session, dialog, dialog.hasFile(next));
    }
    await this.settle();
    this.show();
  }

  private async command(session: PreviewSession, text: string): Promise<void> {
    const [, name = '', given = ''] = /^:(\w*)\s*(.*)$/s.exec(text) ?? [];
    switch (name) {
      case 'help':
        return this.print(HELP);
      case 'state': {
        const { nonce: _nonce, temp_token: _token, ...state } = session.state;
        return this.print(JSON.stringify(state, null, 2));
      }
      case 'restart':
        return this.begin();
      case 'cancel':
        return this.after(await session.cancel());
      case 'time':
        await this.settle();
        return this.after(await session.advance(given));
      case 'event':
        return this.event(session, given);
      case 'form':
        return this.form(session, given);
      case 'back':
        return this.back(session, given);
      default:
        this.print(`There is no command ':${name}'.`, HELP);
    }
  }

  private async after(refusal: Refusal | undefined): Promise<void> {
    if (refusal) this.print(refusalInWords(refusal));
    await this.settle();
    this.show();
  }

  private async event(session: PreviewSession, given: string): Promise<void> {
    const payload = objectIn(given);
    if (!payload) return this.print('An event is a JSON object, such as :event {"decision": "approved"}');
    let refusal = await session.report(payload);
    for (let polls = 0; polls < PATIENCE && refusal?.code === 'step_not_current' && !session.isOver; polls += 1) {
      await session.poll(SHORT);
      refusal = await session.report(payload);
    }
    await this.after(refusal);
  }

  private async form(session: PreviewSession, given: string): Promise<void> {
    const data = objectIn(given);
    if (!data) return this.print('A form is a JSON object of its fields.');
    await this.settle();
    if (this.stateKey() !== this.told) this.show();
    if (!this.dialog) return this.print('Nothing is asked just now: see :help.');
    await this.send(session, this.dialog, this.dialog.takeAll(data));
  }

  /** A mocked bank’s redirect is an address of the API itself: its end says how the user comes back. */
  private async back(session: PreviewSession, how: string): Promise<void> {
    await this.settle();
    const { next } = session.state;
    if (next.kind !== 'redirect') return this.print('The session waits for nobody to come back.');
    if (!/\/callbacks\/[^/]+\/ok$/.test(next.url)) return this.print(`The bank’s own page decides: open ${next.url}`);
    if (how !== 'ok' && how !== 'nok') return this.print('Say :back ok or :back nok.');
    await session.comeBack(next.url.replace(/ok$/, how));
    await session.poll(SHORT);
    await this.after(undefined);
  }
}

const descriptionOf = (step: object | undefined): string | undefined =>
  step && 'description' in step && typeof step.description === 'string' ? step.description : undefined;

const skillIn = (document: string): string => String((JSON.parse(document) as JsonObject).skill);

function objectIn(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const ofFile = (field: string, { code, detail, errors }: Refusal): string[] =>
  errors.length > 0 ? errors.map(({ message }) => `  ✗ ${field}: ${message}`) : [`  ✗ ${field}: ${code}: ${detail}`];

function refusalInWords(refusal: Refusal, file?: string): string {
  const lines = refusal.errors.map(({ pointer, line, column, code, message }) =>
    file === undefined || line === undefined
      ? `  ${pointer} ${message}`
      : `  ${file}:${line}:${column} ${code} ${message}`,
  );
  return [`✗ ${inWords(refusal)}`, ...lines].join('\n');
}
