import { compileForm } from '../kit/forms/form';
import { heaviestForms } from './forms/heaviest-forms';

/**
 * Prints how long the API's thread is held by the heaviest submissions that the check of skills lets pass: `node
 * cli/run.mjs bench/forms`. Milliseconds of processor time, the worst of some rounds, the first with a cold matcher
 * apart.
 */
const ROUNDS = 20;
const TODAY = '2026-11-27';

/** ms of processor time of this process so far: other programs on the machine don't count. */
const cpu = (): number => process.cpuUsage().user / 1_000;

for (const { what, schema, data } of heaviestForms()) {
  const began = cpu();
  const form = compileForm(schema);
  const cold = cpu() - began;
  const again = cpu();
  compileForm(schema);
  const warm = cpu() - again;
  const times = Array.from({ length: ROUNDS }, () => {
    const at = cpu();
    form.read(data, TODAY).faults('/data');
    return cpu() - at;
  });
  const [first = 0, ...later] = times;
  const bytes = Buffer.byteLength(JSON.stringify(data));
  const ms = (time: number) => `${time.toFixed(1)} ms`;
  console.log(
    `${what}: ${bytes} bytes, compiled in ${ms(cold)}, then ${ms(warm)}, first ${ms(first)}, worst ${ms(Math.max(...later))}`,
  );
}
