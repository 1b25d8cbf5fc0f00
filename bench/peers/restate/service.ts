import { randomUUID } from 'node:crypto';
import * as restate from '@restatedev/restate-sdk';
import { request } from 'undici';

// The SDK wants a newer Node.js than this project does; this is all that it misses.
Object.assign(Promise, {
  withResolvers<T>() {
    let settle = {};
    const promise = new Promise<T>((resolve, reject) => {
      settle = { resolve, reject };
    });
    return { promise, ...settle };
  },
});

interface State {
  step: string;
  seq: number;
  answers: Record<string, object>;
  history: { step: string; at: string }[];
}
interface Submission {
  step: string;
  seq: number;
  data: object;
}
const NEXT: Record<string, string> = { one: 'two', two: 'one', terms: 'terms' };
const FIRST: Record<string, string> = { talk: 'one', quote: 'terms' };

const quote = async (data: object): Promise<object> => {
  const headers = { 'content-type': 'application/json', 'x-request-id': randomUUID() };
  const answer = await request(`${process.env.BANK_URL}/deposits/v1/quotes`, {
    method: 'POST',
    headers,
    body: JSON.stringify(data),
  });
  if (answer.statusCode !== 201) throw new Error(`the bank answers ${answer.statusCode}`);
  return (await answer.body.json()) as object;
};

/**
 * A session as a virtual object: one submission at a time, each in the journal before it is answered; the bank's answer
 * as well.
 */
const session = restate.object({
  name: 'session',
  handlers: {
    begin: async (ctx: restate.ObjectContext, { kind }: { kind: string }): Promise<State> => {
      const state: State = { step: FIRST[kind] ?? 'one', seq: 1, answers: {}, history: [] };
      ctx.set('state', state);
      return state;
    },
    submit: async (ctx: restate.ObjectContext, { step, seq, data }: Submission): Promise<State> => {
      const state = await ctx.get<State>('state');
      if (state?.step !== step || state.seq !== seq)
        throw new restate.TerminalError('not the current step', { errorCode: 409 });
      const result = step === 'terms' ? await ctx.run('quote', () => quote(data)) : {};
      const at = new Date(await ctx.date.now()).toISOString();
      const next: State = {
        step: NEXT[step] as string,
        seq: seq + 1,
        answers: { ...state.answers, [step]: { ...data, ...result } },
        history: [...state.history, { step, at }],
      };
      ctx.set('state', next);
      return next;
    },
    read: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext) => ctx.get<State>('state')),
  },
});

restate.serve({ services: [session], port: Number(process.env.PORT) }).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
