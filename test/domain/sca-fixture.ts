import type { Json } from '../../domain/json';
import type { Step } from '../../domain/session/kinds';
import { Drive } from './drive';
import { ask, graphOf } from './fixture';

const sign = (more = {}): Step =>
  ({
    sca: { call: 'toy.sign', with: { hold_id: 'h' } },
    on: { 'sca.failed': 'again', timeout: 'later' },
    next: 'done',
    ...more,
  }) as Step;
export const graph = graphOf({ sign: sign(), again: ask('sign'), later: ask('sign') });
export const only = (...methods: string[]) =>
  graphOf({ sign: sign({ sca: { call: 'toy.sign', methods } }), again: ask('done'), later: ask('done') });

export const REDIRECT = { state: 'redirect', url: 'https://bank.example/login', handle: { id: 'r' } };
export const DECOUPLED = { state: 'decoupled', message: 'Look at your phone.', handle: { id: 'd' } };
export const METHODS = {
  state: 'challenge',
  kind: 'method',
  show: {},
  choices: [{ id: 'sms', title: 'Text message' }],
  handle: { id: 'm' },
};
export const OTP = { state: 'challenge', kind: 'otp', show: { message: 'Code?' }, handle: { id: 'o' } };
export const DONE = { state: 'done', result: { signed: 'yes' } };
export const FAILED = { state: 'failed', message: 'You said no.' };
export const begun = (state: Json, on = graph) => new Drive(on).yields(state);
