import { check } from './support/bundled';
import { HOSTILE } from './support/hostile';

/** Milliseconds of processor time of this process. */
const spent = (): number => process.cpuUsage().user / 1_000;

test.each(Object.entries(HOSTILE))('measure %s', (name, document) => {
  const before = spent();
  const { findings } = check(document, 'hostile.json');
  console.log(name, Math.round(spent() - before), findings.length, document.length, findings[0]?.code);
});
