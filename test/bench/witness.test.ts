import { Witness } from '../../bench/soak/witness';
import type { Body } from '../../cli/tour/app';

const session_id = 'b6b1d3f0-2f0e-4c9f-9f43-0d5a9a5c2f10';
const reply = (body: Body, status = 200) => ({ status, body: { session_id, ...body }, headers: new Headers() });
const form = (step_id: string) => ({ status: 'AWAITING_STEP', next: { kind: 'form', step: 'confirm', step_id } });

function witnessOf(...answers: [method: string, path: string, body: Body][]): Witness {
  const witness = new Witness();
  for (const [method, path, body] of answers) witness.answered(method, path, reply(body));
  return witness;
}

describe('The witness of a soak', () => {
  test('a session that goes on to its end has told the truth', () => {
    const witness = witnessOf(
      ['POST', '/sessions', form('one')],
      ['POST', '/sessions/x/steps', { ...form('two'), step_id: 'one' }],
      ['GET', '/sessions/x', { status: 'COMPLETED', next: { kind: 'none' } }],
    );
    expect(witness.untrue).toEqual(new Map());
    expect(witness.acknowledged).toBe(1);
  });

  test('a phase whose time was told otherwise later is counted apart', () => {
    const phase = (at: string) => ({ ...form('one'), phases: [{ status: 'AWAITING_STEP', step: 'confirm', at }] });
    const witness = witnessOf(['GET', '/sessions/x', phase('noon')], ['GET', '/sessions/x', phase('later')]);
    expect(witness).toMatchObject({ untrue: new Map(), restamped: 1 });
  });

  test.each<[string, [string, string, Body][]]>([
    [
      'COMPLETED became AWAITING_STEP',
      [
        ['GET', '/sessions/x', { status: 'COMPLETED', next: { kind: 'none' } }],
        ['GET', '/sessions/x', form('one')],
      ],
    ],
    [
      'asked again: confirm',
      [
        ['POST', '/sessions/x/steps', { ...form('two'), step_id: 'one' }],
        ['GET', '/sessions/x', form('one')],
      ],
    ],
    [
      'phase PROCESSING quote noon became PROCESSING hold noon',
      [
        ['GET', '/sessions/x', { ...form('one'), phases: [{ status: 'PROCESSING', step: 'quote', at: 'noon' }] }],
        ['GET', '/sessions/x', { ...form('one'), phases: [{ status: 'PROCESSING', step: 'hold', at: 'noon' }] }],
      ],
    ],
  ])('notes what is untrue: %s', (kind, answers) => {
    expect(witnessOf(...answers).untrue).toEqual(new Map([[kind, 1]]));
  });
});
