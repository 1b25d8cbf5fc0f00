import type { Json } from '../../json';
import type { UploadField } from '../../skill/ask';
import type { Fault } from '../../skill/check/fault';
import type { AnyNode, NodeCommon } from '../../skill/graph';
import type { OperationCatalog } from '../../skill/operation-catalog';
import type { Ending, Schema, StepCommon, Templates } from '../../skill/skill';
import type { EventOf } from '../events';
import type { AnyWaiting, Running, Session, Upload } from '../session';
import type { Transition } from '../transition';
import type { NextView, ReceivedUpload } from '../views';

/**
 * An exit from the step at hand: with its result, or by an outcome that `on` names. `said`: what a partner has said
 * with it, for the user.
 */
export type Exit = { result: Json; said?: string } | Outcome;

/** An outcome. Its message is for the end user; the default is the platform's sentence for the code. */
export interface Outcome {
  code: string;
  message?: string;
}

/** The failure of an effect. */
export type Failure = Pick<EventOf<'failed'>, 'code' | 'message' | 'uncertain'>;

/** An operation that a step names. `path` leads from the step to the object that has its `call` and `with`. */
export interface OperationUse {
  operation: string;
  role: 'call' | 'sca' | 'undo';
  with: Templates;
  path: string[];
}

/** A kind of step in documents: what the checks and the compiler ask of it. */
export interface LanguageOfKind<S extends StepCommon, N extends AnyNode> {
  /** The member that marks a document's step as one of this kind; also the `kind` of its node. */
  kind: N['kind'];
  /** The operations that it calls. Their codes are outcomes of the step; an undo's are not. */
  operations(step: S): OperationUse[];
  /** The other members of the step that hold templates, by their name. */
  templates(step: S): { [member: string]: Templates };
  /** Outcomes beside those of every step (`timeout`, `exhausted` …) and the catalog's codes. `on` must name them. */
  outcomes: readonly string[];
  /** Outcomes that only some steps of this kind have, by what they are written with. `on` must name them, too. */
  outcomesOf?(step: S): readonly string[];
  /** The schema of its result, which later steps may point into; `undefined` where it leaves none. */
  resultSchema(step: S, catalog: OperationCatalog): Schema | undefined;
  /**
   * The schema of what the user may submit while the step waits for something else: `/answers/<step>` leads into it.
   */
  answerSchema?(step: S): Schema | undefined;
  /** Faults of the step's own form. They are found before any rule that looks at the whole graph. */
  checkForm?(step: S, name: string, catalog: OperationCatalog): Fault[];
  /** Faults of the step's own sense, in a document whose form is right. */
  checkSense?(step: S, name: string): Fault[];
  /** Compiles the step to its node, which has all that a session needs of it. */
  compile(step: S, catalog: OperationCatalog): N;
}

/** A kind of step in sessions: what the machine asks of it. Events reach only the step that they are meant for. */
export interface BehaviourOfKind<N extends NodeCommon, W extends AnyWaiting> {
  /** Its waits last by nature, so operators' lists show them at once. */
  isListedAtOnce?: true;

  /** Why the step must not be entered (again), so that the session ends instead: a key of the platform's sentences. */
  refusesEntry?(s: Session, step: string): string | undefined;
  /** Enters the step: shows its wait, starts its effects. */
  enter(t: Transition, node: N): Exit | undefined;
  /** A submission has been accepted: while the step's wait is a `form`, or anew while it is an `upload`. */
  submitted?(t: Transition, node: N, waiting: W, event: EventOf<'submitted'>): Exit | undefined;
  uploaded?(t: Transition, node: N, waiting: W, event: EventOf<'uploaded'>): Exit | undefined;
  /** The user takes back a file. */
  uploadRemoved?(t: Transition, node: N, waiting: W, event: EventOf<'upload_removed'>): undefined;
  /** A partner has called back. A kind that has this may be pointed at by `/callbacks/<step>`. May come early. */
  calledBack?(t: Transition, event: EventOf<'called_back'>): Exit | undefined;
  /** The user's browser is back from the bank. */
  userReturned?(t: Transition, node: N, waiting: W, event: EventOf<'returned_from_bank'>): Exit | undefined;
  /** The client asks where the session stands. */
  askedAfter?(t: Transition, node: N, waiting: W): void;
  /**
   * An effect of the step has returned. It may come after the session's end was decided, or after the step was left.
   */
  returned?(t: Transition, node: N, running: Running, result: Json): Exit | undefined;
  failed?(t: Transition, node: N, running: Running, failure: Failure): Exit | undefined;
  /** The time of `within` is up. Without this, that is the outcome `timeout`. */
  timeUp?(t: Transition, node: N, waiting: W): Exit | undefined;
  /** The outcome that stands in for a code that neither the step's `on` nor the document's names, before `error`. */
  standInFor?(code: string): string | undefined;
  /** The step is left by an outcome: what it has begun is to be aborted. */
  left?(t: Transition, node: N, waiting: W): void;

  /** Whether `within` is suspended just now, since an answer that counts is on its way. */
  isTimeHeld?(s: Session): boolean;
  /** Whether an effect may change something outside that has to be undone, so that a closing session awaits it. */
  leavesTraces?(node: N, running: Running): boolean;
  /** Whether an effect can't be taken back if it succeeds, so that no end may be decided before its outcome. */
  isIrrevocable?(node: N, running: Running): boolean;

  /** The view that the client gets, as a new object, without `expires_at`. */
  view(s: Session, node: N, waiting: W): NextView;
  /** The operators' sentence, without its time and its full stop. No personal data. */
  sentence(s: Session, waiting: W): string;
  /** Upload fields that lack required files. */
  missingUploads?(node: N, waiting: W): UploadField[];
  /** Files received for the step at hand. */
  receivedUploads?(s: Session, waiting: W): ReceivedUpload[];
  /** Ids of files that the user has taken back from the step at hand. */
  removedUploads?(waiting: W): string[];
  /** Files that the step's result holds. */
  uploadsOf?(node: N, result: Json): Upload[];
}

/** A kind of step, as one record in one file. */
export type StepKind<S extends StepCommon, N extends NodeCommon, W extends AnyWaiting> = LanguageOfKind<S, N> &
  BehaviourOfKind<N, W>;

/** The kind of the ends. No session stands at one, since it closes there. */
export interface EndKind<S extends StepCommon, N extends AnyNode> extends LanguageOfKind<S, N> {
  /** How it closes the session. */
  ends(step: S): Ending;
}
