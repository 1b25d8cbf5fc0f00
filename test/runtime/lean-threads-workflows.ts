import { condition, defineQuery, defineSignal, setHandler } from '@temporalio/workflow';

/**
 * The SDK asks a new condition twice in the step into this code that made it. The third time it has come anew, for the
 * same task.
 */
function inNextStep(work: () => void): Promise<void> {
  let asked = 0;
  return condition(() => {
    asked += 1;
    if (asked < 3) return false;
    work();
    return true;
  });
}

/** Blocks the thread for so many ms of real time, which a workflow has no other means to do. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

export async function neverComesBack(): Promise<void> {
  await inNextStep(() => {
    for (;;);
  });
}

export const question = defineQuery<string>('question');

export async function neverAnswers(): Promise<void> {
  setHandler(question, () => {
    for (;;);
  });
  await condition(() => false);
}

export async function blocksTwice(ms: number): Promise<void> {
  block(ms);
  await inNextStep(() => block(ms));
}

export const go = defineSignal('go');

/** Waits for its signal, and then is at work for so many ms; for ever if negative. */
export async function worksWhenTold(ms: number): Promise<string> {
  let told = false;
  setHandler(go, () => {
    told = true;
  });
  await condition(() => told);
  for (; ms < 0; );
  block(ms);
  return 'done';
}

export async function answers(): Promise<string> {
  return 'here';
}

export async function waits(): Promise<void> {
  await condition(() => false);
}
