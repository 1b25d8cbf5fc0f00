import { choiceFault, isChosen } from '../../domain/event-choice';

test('An endpoint is sent the types that it chose, those of its families, and with * all', () => {
  expect(isChosen(['session.completed'], 'session.completed')).toBe(true);
  expect(isChosen(['session.completed'], 'session.created')).toBe(false);
  expect(isChosen(['session.*'], 'session.created')).toBe(true);
  expect(isChosen(['session.*'], 'payment.settled')).toBe(false);
  expect(isChosen(['*'], 'payment.settled')).toBe(true);
  expect(isChosen([], 'session.created')).toBe(false);
});

test('What chooses nothing is named, with what was probably meant', () => {
  expect(['*', 'session.*', 'session.stuck'].map(choiceFault)).toEqual([undefined, undefined, undefined]);
  expect(choiceFault('payment.setled')).toBe("There are no events 'payment.setled'. Did you mean 'payment.settled'?");
  expect(choiceFault('webhook.test')).toMatch(/^There are no events 'webhook.test'/);
});
