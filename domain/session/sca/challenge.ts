import type { Json, JsonObject } from '../../json';
import { show, start } from '../transition';
import { showForm, visitAtHand } from '../visit';
import type { ScaApproach } from './approach';

/** The forms that the platform itself shows during strong customer authentication. */
export type ChallengeKind = 'otp' | 'method' | 'password';

/** The user answers the bank in a form of ours (the bank's 'embedded' approach). */
type ChallengeState = {
  state: 'challenge';
  kind: ChallengeKind;
  /** What the UI shows beside the field: e.g. `{ message, otp_max_length, otp_format, image }`. */
  show: JsonObject;
  /** For `method`: the choices. */
  choices?: { id: string; title: string }[];
  handle: Json;
  /** A sentence on why the last answer was refused, where it was. */
  error?: string;
};
type ChallengeWaiting = { kind: 'form'; form: 'challenge'; sca: ChallengeState };

/** The user's answer to a challenge. */
export type ScaAnswer = { otp: Json } | { authentication_method_id: Json } | { password: Json };

export const challenge: Readonly<ScaApproach<ChallengeState, ChallengeWaiting>> = {
  state: 'challenge',
  method: 'otp',
  opened: (t, _node, sca) => showForm<ChallengeWaiting>(t, 'AWAITING_STEP', { kind: 'form', form: 'challenge', sca }),

  submitted(t, { call }, { sca }, { data }) {
    show(t, 'PROCESSING', { kind: 'bank', handle: sca.handle });
    start(t, { operation: call, phase: 'answer', handle: sca.handle, answer: data, args: {} });
  },

  view: (s, { sca }) => ({
    kind: 'form',
    step: s.step,
    seq: s.seq,
    visit: visitAtHand(s),
    form: sca.kind,
    show: sca.show,
    ...(sca.choices ? { choices: sca.choices } : {}),
    ...(sca.error === undefined ? {} : { message: sca.error }),
  }),
  sentence: ({ sca }) => `Waits for the user to answer the bank's challenge (${sca.kind})`,
};
