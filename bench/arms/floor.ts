import type { Client } from '@temporalio/client';
import { conversations, type Sizes } from '../floor/conversation';
import type { Arm } from './arm';

/**
 * The same conversation on the bare SDK, in this process: as many signals and queries, of the same size. With
 * `updates`, each submission is one Update instead, which is quicker and not durable before a worker has seen it.
 */
export function floorArm(client: Client, sizes: Sizes, updates = false): Arm {
  const bare = conversations(client, sizes, updates);
  return {
    name: updates ? 'update floor' : 'floor',
    async begin() {
      const { step, call, read } = bare.at(await bare.begin());
      const said = (say: () => Promise<unknown>) => async () => void (await say());
      return { step: said(step), call: said(call), read: said(read) };
    },
    close: async () => {},
  };
}
