import type { Request, RequestHandler, Response } from 'express';
import { chain } from '../../api/http/endpoint';

const run = (handlers: RequestHandler[], answerError?: jest.Mock) => {
  const next = jest.fn();
  chain(handlers, answerError)({} as Request, {} as Response, next);
  return next;
};

describe('A chain of handlers', () => {
  test('runs them one after the other, then whatever comes next', () => {
    const order: number[] = [];
    const note =
      (n: number): RequestHandler =>
      (_req, _res, next) => {
        order.push(n);
        next();
      };
    const next = run([note(1), note(2), note(3)]);
    expect(order).toEqual([1, 2, 3]);
    expect(next).toHaveBeenCalledTimes(1);
    expect(next).toHaveBeenCalledWith();
  });

  const error = new Error('no');
  test.each<[string, RequestHandler]>([
    [
      'throws',
      () => {
        throw error;
      },
    ],
    ['rejects with', async () => Promise.reject(error)],
    ['hands on', (_req, _res, next) => next(error)],
  ])('stops at the first that fails, and what it %s is answered once', async (_how, failing) => {
    const [after, answer] = [jest.fn(), jest.fn()];
    const next = run([failing, after], answer);
    await new Promise(setImmediate);
    expect(answer.mock.calls.map(([given]) => given)).toEqual([error]);
    expect(after).not.toHaveBeenCalled();
    expect(next).not.toHaveBeenCalled();
    const plain = run([failing, after]);
    await new Promise(setImmediate);
    expect(plain.mock.calls).toEqual([[error]]);
  });
});
