import type { Json, JsonObject } from '../../json';
import { redact, type UploadField, uploadFields } from '../../skill/ask';
import { commonMembers, type NodeCommon } from '../../skill/graph';
import type { Schema, StepCommon, Templates } from '../../skill/skill';
import type { Session, Upload } from '../session';
import { filled, resetIdle, show, type Transition } from '../transition';
import type { NextView, UploadProgress } from '../views';
import { showForm, visitAtHand } from '../visit';
import type { Exit, StepKind } from './kind';

/** A form that the user fills in, with files or without. `show` is what the form shows besides. */
export type AskStep = StepCommon & { ask: Schema; show?: Templates };
export type AskNode = NodeCommon & { kind: 'ask'; show: Templates; uploads: UploadField[] };
export type AskWaiting =
  | { kind: 'form'; form: 'data'; uploads: Upload[] }
  /** The data are accepted, required files are missing. */
  | { kind: 'upload'; seq: number; data: JsonObject; uploads: Upload[] };

export const askKind: Readonly<StepKind<AskStep, AskNode, AskWaiting>> = {
  kind: 'ask',
  operations: () => [],
  templates: ({ show = {} }) => ({ show }),
  outcomes: [],
  resultSchema: (step) => step.ask,
  compile: (step) => ({
    kind: 'ask',
    ...commonMembers(step),
    show: step.show ?? {},
    uploads: uploadFields(step.ask),
  }),

  enter(t) {
    const waiting = { kind: 'form', form: 'data', uploads: [] } as const;
    showForm(t, t.s.seq === 1 ? 'SESSION_CREATED' : 'AWAITING_STEP', { ...waiting, uploads: [] });
    return undefined;
  },

  submitted: (t, node, { uploads }, { seq, data }) => exitIfComplete(t, node, { seq, data, uploads }),

  /** A file counts before or after the step's data; the same file again changes nothing. */
  uploaded(t, node, waiting, { seq, upload }) {
    if (seq !== seqOf(t.s, waiting)) return undefined;
    const field = node.uploads.find((declared) => declared.field === upload.field);
    const present = waiting.uploads.filter((other) => other.field === upload.field);
    if (!field || present.length >= field.max || present.some((other) => other.sha256 === upload.sha256))
      return undefined;
    resetIdle(t);
    t.s.uploaded = true;
    const uploads = [...waiting.uploads, upload];
    if (waiting.kind === 'upload') return exitIfComplete(t, node, { ...waiting, uploads });
    show<AskWaiting>(t, t.s.status, { ...waiting, uploads });
    return undefined;
  },

  view(s, node, waiting) {
    const uploads = progress(node, waiting.uploads);
    if (waiting.kind === 'upload')
      return { kind: 'upload', step: s.step, seq: waiting.seq, ...visitOfData(s), uploads };
    return formView(s, node, uploads);
  },
  sentence: (_s, { kind }) =>
    kind === 'upload' ? "Waits for the user's uploads; the data are there" : 'Waits for the user to submit this step',
  missingUploads: (node, { uploads }) => missing(node, uploads),
  receivedUploads(s, waiting) {
    const visit = waiting.kind === 'upload' ? visitOfData(s) : { visit: visitAtHand(s) };
    return waiting.uploads.map((upload) => ({ ...upload, seq: seqOf(s, waiting), ...visit }));
  },
  uploadsOf: (node, result) =>
    node.uploads.flatMap(({ field }) => {
      const kept = (result as JsonObject)[field];
      return Array.isArray(kept) ? (kept as unknown as Upload[]) : [];
    }),
};

/** The visit of the data that were accepted last. */
const visitOfData = ({ last }: Session): { visit?: string } => (last?.visit === undefined ? {} : { visit: last.visit });

/** The step is complete when its data and its required files are there; until then it waits for the files. */
function exitIfComplete(
  t: Transition,
  node: AskNode,
  { seq, data, uploads }: { seq: number; data: JsonObject; uploads: Upload[] },
): Exit | undefined {
  if (missing(node, uploads).length > 0) {
    show<AskWaiting>(t, 'AWAITING_UPLOAD', { kind: 'upload', seq, data, uploads });
    return undefined;
  }
  const files = node.uploads.map(({ field }) => [field, uploads.filter((upload) => upload.field === field)]);
  return { result: { ...data, ...(Object.fromEntries(files) as JsonObject) } };
}

/** The sequence number of the submission that files belong to: the accepted one, or else the next. */
const seqOf = (s: Session, waiting: AskWaiting): number => (waiting.kind === 'upload' ? waiting.seq : s.seq);

const missing = (node: AskNode, uploads: Upload[]): UploadField[] =>
  node.uploads.filter(({ field, min }) => countOf(uploads, field) < min);

const countOf = (uploads: Upload[], field: string): number => uploads.filter((upload) => upload.field === field).length;

const progress = (node: AskNode, uploads: Upload[]): UploadProgress[] =>
  node.uploads.map((field) => ({ ...field, received: countOf(uploads, field.field) }));

function formView(s: Session, node: AskNode, uploads: UploadProgress[]): NextView {
  const shown: Json = redact(filled(s, node.show), true);
  return {
    kind: 'form',
    step: s.step,
    seq: s.seq,
    visit: visitAtHand(s),
    form: 'data',
    ...(s.reason ? { message: s.reason.message } : {}),
    ...(Object.keys(shown as JsonObject).length > 0 ? { show: shown as JsonObject } : {}),
    ...(uploads.length > 0 ? { uploads } : {}),
  };
}
