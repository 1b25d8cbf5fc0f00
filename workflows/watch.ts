import { condition, continueAsNew, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';

/** The workflow's id: there is one watch for all tenants. */
export const WATCH_ID = 'watch';

/** Has the watch look now. */
export const lookNow = defineSignal<[]>('lookNow');

/** What a look ends with: when the next one is, in ms. What else it says is for operators. */
interface Looked {
  pause: number;
}
interface WatchActivities {
  look(): Promise<Looked>;
}

/** Looks a run: then the history is begun anew. */
const LOOKS = 60;

/**
 * The watch: looks at regular times after what happens without anybody asking. What a look does, and when the next one
 * is, says its activity. So this code need never change: a run that one version began is carried on by another.
 */
export async function watch(): Promise<void> {
  const { look } = proxyActivities<WatchActivities>({
    startToCloseTimeout: '10 minutes',
    heartbeatTimeout: '10 seconds',
    retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  });
  let isAsked = false;
  setHandler(
    lookNow,
    () => {
      isAsked = true;
    },
    { description: 'Looks now, and not only when it is time again. Safe for an operator to send.' },
  );
  for (let looks = 0; looks < LOOKS; looks += 1) {
    // Whoever asks during a look may have something that it has passed over already.
    isAsked = false;
    const { pause } = await look();
    await condition(() => isAsked, pause);
  }
  await continueAsNew<typeof watch>();
}
