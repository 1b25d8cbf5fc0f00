/** Polls until a condition holds; `most`: ms of this machine's time, after which it answers false. */
export async function until(holds: () => boolean | Promise<boolean>, most: number): Promise<boolean> {
  const over = Date.now() + most;
  for (;;) {
    if (await holds()) return true;
    if (Date.now() > over) return false;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
