import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';

export const FLOOR_QUEUE = 'bench-floor';

/** Text of a given length in the place of what the platform sends: the same number of bytes. */
export interface Padded {
  pad: string;
}
export interface FloorInput extends Padded {
  /** What the query answers with before the first step. */
  answer: Padded;
  /** Bytes by which it grows with each step, for so many steps at most: the platform tells which phases there were. */
  grows: number;
  most: number;
}
export interface FloorAnswer {
  steps: number;
  /** Calls under way. */
  busy: number;
  answer: Padded;
}

export const step = defineSignal<[Padded]>('step');
export const quote = defineSignal<[Padded]>('quote');
export const state = defineQuery<FloorAnswer, [Padded]>('state');
export const take = defineUpdate<FloorAnswer, [Padded]>('take');
export const takeQuote = defineUpdate<FloorAnswer, [Padded]>('takeQuote');
