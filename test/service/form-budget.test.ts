import { heaviestForms } from '../../bench/forms/heaviest-forms';
import { MOST_STEPS } from '../../kit/forms/cost-rules';
import { compileForm } from '../../kit/forms/form';

test.each(heaviestForms().map(({ what, ...rest }) => [what, rest] as const))(
  'The heaviest form that the check lets pass stays within its steps: %s',
  (_what, { schema, data, faultsOfHeavier }) => {
    let steps = 0;
    const form = compileForm(schema, (more) => {
      steps += more;
    });
    form.read(data, '2026-11-27').faults('/data');
    expect(steps).toBeGreaterThan(0);
    expect(steps).toBeLessThanOrEqual(MOST_STEPS);
    // A bit more of the same is refused by the check: this is the heaviest.
    expect(faultsOfHeavier).toContain('form_too_costly');
  },
);

test('A text far longer than its field is not matched at its length', () => {
  let steps = 0;
  const schema = { type: 'object', properties: { a: { type: 'string', maxLength: 10, pattern: '^(a+)+$' } } };
  const form = compileForm(schema, (more) => {
    steps += more;
  });
  form.read({ a: 'a'.repeat(60_000) }, '2026-11-27');
  expect(steps).toBeGreaterThan(0);
  expect(steps).toBeLessThan(1_000);
});
