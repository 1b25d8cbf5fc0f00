import type { Json, JsonObject } from '../json';

/** The forms that the platform itself shows during strong customer authentication. */
export type ChallengeKind = 'otp' | 'method' | 'password';

/**
 * Where an authorisation stands, as a connector tells it. `handle` is the connector's own note to itself: JSON, at most
 * 4 KiB, given back unchanged at the next phase.
 */
export type ScaState =
  | {
      state: 'redirect';
      url: string;
      handle: Json;
      expires_at?: number;
      /** The user was there and came back undecided: the link is shown again, and the bank is asked all the while. */
      again?: true;
    }
  | {
      state: 'decoupled';
      message: string;
      handle: Json;
      /**
       * The user has done their part, and something at the bank is outstanding: another signatory, a status that lags,
       * an answer that was lost. Any author's methods allow for it, and the step's own time does not run.
       */
      after_user?: true;
    }
  | {
      state: 'challenge';
      kind: ChallengeKind;
      /** What the UI shows beside the field: e.g. `{ message, otp_max_length, otp_format, image }`. */
      show: JsonObject;
      /** For `method`: what may be chosen. */
      choices?: { id: string; title: string }[];
      handle: Json;
      /** A sentence on why the last answer was refused, where it was. */
      error?: string;
    }
  | { state: 'done'; result: JsonObject }
  | { state: 'failed'; message: string };

/** What an `sca` operation is asked to do: begin once, then answer, status (may wait), abort as the session goes. */
export type ScaPhase = 'begin' | 'answer' | 'status' | 'abort';

/** What the user submits to a challenge. */
export type ScaAnswer = { otp: Json } | { authentication_method_id: Json } | { password: Json };
