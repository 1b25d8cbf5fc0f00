import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { askTwice } from '../../api/ask-twice';
import * as messages from '../floor/messages';
import { FLOOR_QUEUE, type FloorInput, type Padded } from '../floor/messages';
import type { floor } from '../floor/workflow';
import type { Arm } from './arm';

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

const padded = (bytes: number): Padded => ({ pad: 'x'.repeat(Math.max(1, bytes - '{"pad":""}'.length)) });

/** ms. The engine loses a question now and then; a round that stood still for it would say nothing of either arm. */
const PATIENCE = 10_000;
/** As often as the platform looks for the end of a call: first and longest pause in ms. */
const FIRST = 30;
const LONGEST = 250;

/**
 * The same conversation on the bare SDK, in this process: as many signals and queries, of the same size. With `updates`, each
 * submission is one Update instead, which is quicker and not durable before a worker has seen it.
 */
export function floorArm(client: Client, sizes: Sizes, updates = false): Arm {
  const [signal, question] = [padded(sizes.signal), padded(sizes.question)];
  const input: FloorInput = {
    ...padded(sizes.input - sizes.answer),
    answer: padded(sizes.answer),
    grows: sizes.grows,
    most: sizes.most,
  };
  return {
    name: updates ? 'update floor' : 'floor',
    async begin() {
      const handle = await client.workflow.start<typeof floor>('floor', {
        workflowId: `floor/${randomUUID()}`,
        taskQueue: FLOOR_QUEUE,
        args: [input],
      });
      const ask = () => askTwice(() => handle.query(messages.state, question), PATIENCE);
      const settled = async () => {
        for (let pause = FIRST; (await ask()).busy > 0; pause = Math.min(pause * 1.5, LONGEST)) await delay(pause);
      };
      const read = async () => void (await ask());
      if (updates) {
        const args: [Padded] = [signal];
        return {
          step: async () => void (await handle.executeUpdate(messages.take, { args })),
          call: async () => void (await handle.executeUpdate(messages.takeQuote, { args })),
          read,
        };
      }
      return {
        async step() {
          await handle.signal(messages.step, signal);
          await ask();
        },
        async call() {
          await handle.signal(messages.quote, signal);
          await settled();
        },
        read,
      };
    },
    close: async () => {},
  };
}
