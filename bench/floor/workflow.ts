import { condition, proxyActivities, setHandler } from '@temporalio/workflow';
import * as messages from './messages';

interface Activities {
  floorQuote(request: messages.Padded): Promise<messages.Padded>;
}
const { floorQuote } = proxyActivities<Activities>({ startToCloseTimeout: '10s' });

/** The least that a session could be on the bare SDK: it takes what comes, counts it and says so. */
export async function floor({ answer, grows, most }: messages.FloorInput): Promise<void> {
  let steps = 0;
  let busy = 0;
  const now = () => ({ steps, busy, answer: { pad: answer.pad + 'x'.repeat(grows * Math.min(steps, most)) } });
  const ask = async (request: messages.Padded) => {
    busy += 1;
    await floorQuote(request);
    busy -= 1;
    steps += 1;
  };
  setHandler(messages.step, () => {
    steps += 1;
  });
  setHandler(messages.quote, ask);
  setHandler(messages.take, () => {
    steps += 1;
    return now();
  });
  setHandler(messages.takeQuote, async (request) => {
    await ask(request);
    return now();
  });
  setHandler(messages.state, now);
  await condition(() => false);
}
