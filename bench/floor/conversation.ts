import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { createHedgedQuery } from '../../service/engine/query-timing';
import * as messages from './messages';
import { FLOOR_QUEUE, type FloorAnswer, type FloorInput, type Padded } from './messages';
import type { floor } from './workflow';

/** Bytes that the platform's own messages have, as found in its history. */
export interface Sizes {
  input: number;
  signal: number;
  question: number;
  answer: number;
  /** By which an answer grows with each step, for so many steps. */
  grows: number;
  most: number;
}

/** What can be said to one bare workflow. */
export interface Conversation {
  step(): Promise<FloorAnswer>;
  call(): Promise<FloorAnswer>;
  read(): Promise<FloorAnswer>;
}

const padded = (bytes: number): Padded => ({ pad: 'x'.repeat(Math.max(1, bytes - '{"pad":""}'.length)) });

/** ms. The engine loses a question now and then; a round that stood still for it would say nothing of either arm. */
const PATIENCE = 10_000;
/**
 * How often the end of a call is looked for by one who doesn't know how long it takes: first and longest pause in ms.
 * The platform learns it.
 */
const FIRST = 30;
const LONGEST = 250;

/**
 * Bare workflows that are sent as many messages, of the same size, as the platform's. With `updates`, one Update in a
 * submission's place.
 */
export function conversations(client: Client, sizes: Sizes, updates = false) {
  const hedgedQuery = createHedgedQuery();
  const [signal, question] = [padded(sizes.signal), padded(sizes.question)];
  const input: FloorInput = {
    ...padded(sizes.input - sizes.answer),
    answer: padded(sizes.answer),
    grows: sizes.grows,
    most: sizes.most,
  };
  return {
    /** Its id. */
    async begin(): Promise<string> {
      const workflowId = `floor/${randomUUID()}`;
      await client.workflow.start<typeof floor>('floor', { workflowId, taskQueue: FLOOR_QUEUE, args: [input] });
      return workflowId;
    },
    at(id: string): Conversation {
      const handle = client.workflow.getHandle<typeof floor>(id);
      const read = () => hedgedQuery(() => handle.query(messages.state, question), PATIENCE);
      if (updates) {
        const args: [Padded] = [signal];
        return {
          step: () => handle.executeUpdate(messages.take, { args }),
          call: () => handle.executeUpdate(messages.takeQuote, { args }),
          read,
        };
      }
      return {
        async step() {
          await handle.signal(messages.step, signal);
          return read();
        },
        async call() {
          await handle.signal(messages.quote, signal);
          let answer = await read();
          for (let pause = FIRST; answer.busy > 0; pause = Math.min(pause * 1.5, LONGEST)) {
            await delay(pause);
            answer = await read();
          }
          return answer;
        },
        read,
      };
    },
  };
}
