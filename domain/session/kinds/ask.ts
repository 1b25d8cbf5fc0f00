import type { JsonObject } from '../../json';
import { type UploadField, uploadFields } from '../../skill/ask';
import { at, fault } from '../../skill/check/fault';
import { commonMembers, type NodeCommon } from '../../skill/graph';
import { expanded } from '../../skill/postal-address';
import type { Schema, StepCommon, Templates } from '../../skill/skill';
import { authorsForm, statusOfForm } from '../authors-form';
import { discardReplaced, filesOfBefore, isOfBefore } from '../kept-files';
import { DISCARD } from '../platform';
import { keptValues, type Prefill, prefillOf } from '../prefill';
import type { Session, Upload } from '../session';
import { resetIdle, show, start, type Transition } from '../transition';
import type { UploadProgress } from '../views';
import { showForm, visitAtHand } from '../visit';
import type { Exit, StepKind } from './kind';

/**
 * A form that the user fills in, with files or without. `show` is what the form shows besides. `prefill`: entered
 * again, it begins with what the user gave before. `keep`: entered again, the files of before stay, unless they are
 * replaced.
 */
export type AskStep = StepCommon & { ask: Schema; show?: Templates; prefill?: boolean; keep?: boolean };
export type AskNode = NodeCommon & {
  kind: 'ask';
  show: Templates;
  uploads: UploadField[];
  prefill?: true;
  keep?: true;
};
interface Files {
  uploads: Upload[];
  /** Ids of files that the user has taken back, the last ones. */
  removed?: string[];
}
export type AskWaiting =
  | ({ kind: 'form'; form: 'data' } & Files)
  /** The data are accepted, required files are missing. */
  | ({ kind: 'upload'; seq: number; data: JsonObject } & Files);

/** Ids of removed files that a wait remembers, so that a repeated removal is recognised. */
const REMEMBERED = 20;

export const askKind: Readonly<StepKind<AskStep, AskNode, AskWaiting>> = {
  kind: 'ask',
  operations: () => [],
  templates: ({ show = {} }) => ({ show }),
  outcomes: [],
  resultSchema: (step) => expanded(step.ask),
  checkSense({ ask, keep }, name) {
    if (!keep || uploadFields(ask).length > 0) return [];
    const message = `'${name}' has no files to keep: leave out 'keep', or give its form a field with 'x-upload'.`;
    return [fault('keep_without_uploads', at(name, 'keep'), message)];
  },
  compile: (step) => ({
    kind: 'ask',
    ...commonMembers(step),
    show: step.show ?? {},
    uploads: uploadFields(step.ask),
    ...(step.prefill ? { prefill: true as const } : {}),
    ...(step.keep ? { keep: true as const } : {}),
  }),

  enter(t, node) {
    const uploads = node.keep ? filesOfBefore(t.s, fileFields(node)) : [];
    showForm(t, statusOfForm(t.s), { kind: 'form', form: 'data', uploads });
    return undefined;
  },

  /** Files are awaited for the first submission, whatever data replace its own. */
  submitted: (t, node, waiting, { seq, data, keep = [] }) =>
    exitIfComplete(t, node, {
      ...waiting,
      seq: waiting.kind === 'upload' ? waiting.seq : seq,
      data: { ...data, ...keptOf(t.s, node, keep) },
    }),

  /** Files count before or after the step's data; the same file again, or one taken back, changes nothing. */
  uploaded(t, node, waiting, { seq, visit, uploads: given }) {
    // Where a visit is named, that has been compared. Data that replace others have a number of their own.
    if (visit === undefined && seq !== seqOf(t.s, waiting)) return undefined;
    const { removed = [] } = waiting;
    const uploads = withAll(
      t.s,
      node,
      waiting.uploads,
      given.filter(({ upload_id }) => !removed.includes(upload_id)),
    );
    if (!uploads || isSameList(uploads, waiting.uploads)) return undefined;
    resetIdle(t);
    t.s.uploaded = true;
    if (waiting.kind === 'upload') return exitIfComplete(t, node, { ...waiting, uploads });
    show<AskWaiting>(t, t.s.status, { ...waiting, uploads });
    return undefined;
  },

  /** A file can be taken back until the step is complete. */
  uploadRemoved(t, node, waiting, { seq, upload_id }) {
    const uploads = waiting.uploads.filter((upload) => upload.upload_id !== upload_id);
    if (seq !== seqOf(t.s, waiting) || uploads.length === waiting.uploads.length) return undefined;
    resetIdle(t);
    const removed = [...(waiting.removed ?? []), upload_id].slice(-REMEMBERED);
    show<AskWaiting>(t, t.s.status, { ...waiting, uploads, removed });
    // A file of before is the result's until the step is complete anew.
    if (!(node.keep && isOfBefore(t.s, fileFields(node), upload_id)))
      start(t, { operation: DISCARD, phase: 'discard', args: { upload_id } });
    return undefined;
  },

  view(s, node, waiting) {
    const uploads = progress(s, node, waiting.uploads);
    if (waiting.kind === 'upload') {
      const { kept } = prefilled(s, node);
      const sealed = kept === undefined ? {} : { kept };
      return { kind: 'upload', step: s.step, seq: waiting.seq, ...visitOfData(s), uploads, ...sealed };
    }
    return {
      ...authorsForm(s, node.show, prefilled(s, node)),
      ...(uploads.length > 0 ? { uploads } : {}),
    };
  },
  sentence: (_s, { kind }) =>
    kind === 'upload' ? "Waits for the user's uploads; the data are there" : 'Waits for the user to submit this step',
  missingUploads: (node, { uploads }) => missing(node, uploads),
  removedUploads: ({ removed = [] }) => removed,
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
  { seq, data, uploads, removed }: { seq: number; data: JsonObject } & Files,
): Exit | undefined {
  if (missing(node, uploads).length > 0) {
    const files = { uploads, ...(removed ? { removed } : {}) };
    show<AskWaiting>(t, 'AWAITING_UPLOAD', { kind: 'upload', seq, data, ...files });
    return undefined;
  }
  if (node.keep) discardReplaced(t, fileFields(node), uploads);
  const files = node.uploads.map(({ field }) => [field, uploads.filter((upload) => upload.field === field)]);
  return { result: { ...data, ...(Object.fromEntries(files) as JsonObject) } };
}

/**
 * The files with those given, but for copies; `undefined` where one isn't declared or is too many. Where a field takes
 * one file, a new one takes the place of that of before.
 */
function withAll(s: Session, node: AskNode, present: Upload[], given: Upload[]): Upload[] | undefined {
  let all = [...present];
  for (const upload of given) {
    if (all.some(({ field, sha256 }) => field === upload.field && sha256 === upload.sha256)) continue;
    const declared = node.uploads.find(({ field }) => field === upload.field);
    if (declared?.max === 1 && node.keep)
      all = all.filter(({ field, upload_id }) => field !== declared.field || !isOfBefore(s, [field], upload_id));
    if (!declared || countOf(all, declared.field) >= declared.max) return undefined;
    all.push(upload);
  }
  return all;
}

const isSameList = (one: Upload[], other: Upload[]): boolean =>
  one.length === other.length && one.every(({ upload_id }, index) => upload_id === other[index]?.upload_id);

/** The sequence number of the submission that files belong to: the accepted one, or else the next. */
const seqOf = (s: Session, waiting: AskWaiting): number => (waiting.kind === 'upload' ? waiting.seq : s.seq);

const missing = (node: AskNode, uploads: Upload[]): UploadField[] =>
  node.uploads.filter(({ field, min }) => countOf(uploads, field) < min);

const countOf = (uploads: Upload[], field: string): number => uploads.filter((upload) => upload.field === field).length;

const fileFields = ({ uploads }: AskNode): string[] => uploads.map(({ field }) => field);

const keptOf = (s: Session, node: AskNode, keep: string[]): JsonObject =>
  node.prefill ? keptValues(s, fileFields(node), keep) : {};

const prefilled = (s: Session, node: AskNode): Prefill => (node.prefill ? prefillOf(s, fileFields(node)) : {});

const progress = (s: Session, node: AskNode, uploads: Upload[]): UploadProgress[] =>
  node.uploads.map((field) => ({
    ...field,
    received: countOf(uploads, field.field),
    ...(node.keep ? keptOfField(s, field, uploads) : {}),
  }));

function keptOfField(s: Session, { field }: UploadField, uploads: Upload[]): { kept_ids?: string[] } {
  const kept = uploads.filter((upload) => upload.field === field && isOfBefore(s, [field], upload.upload_id));
  return kept.length > 0 ? { kept_ids: kept.map(({ upload_id }) => upload_id) } : {};
}
