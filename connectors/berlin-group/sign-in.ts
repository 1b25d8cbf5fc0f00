import { ConnectorError, type ScaHandler } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import type { ScaState } from '../../domain/session/sca/approaches';
import { userLink } from '../toolkit/links';
import type { Banks } from './banks';
import { type Note, UNDECIDED, unfinished } from './note';
import { grantFor, redeem, type Token } from './oauth';

/**
 * `bank.sign_in`: OAuth before any consent or payment, where a bank wants the user to be known first. Its token goes to
 * the operations that follow. At any other bank it is done at once, without a token.
 */
export function signIn(banks: Banks): ScaHandler {
  const send = async (args: JsonObject, ctx: Parameters<ScaHandler['begin']>[1]): Promise<ScaState> => {
    const bank = banks.of(args.bank);
    const service = args.service === 'pis' ? 'pis' : 'ais';
    const { url, grant } = await grantFor(bank, service, '', ctx);
    const note: Note = {
      ...(typeof args.bank === 'string' ? { bank: args.bank } : {}),
      id: service,
      approach: '',
      grant,
    };
    return unfinished(note, { state: 'redirect', url: userLink(url) });
  };
  return {
    async begin(args, ctx) {
      const isNeeded = banks.of(args.bank).profile.oauth.kind === 'pre_step';
      return isNeeded ? send(args, ctx) : { state: 'done', result: {} };
    },
    async answer() {
      throw new ConnectorError('error', 'Nothing was asked.');
    },
    async status(handle, ctx, once, returned) {
      const note = handle as unknown as Note;
      const { grant } = note;
      const isOurs = returned?.state === grant?.state;
      if (grant && returned && isOurs && typeof returned.error === 'string')
        return { state: 'failed', message: 'You were not signed in at your bank.' };
      const token: Token | 'refused' | undefined =
        grant && returned ? await redeem(banks.of(note.bank), grant, returned, ctx) : undefined;
      if (token === 'refused') return send({ bank: note.bank ?? null, service: note.id }, ctx);
      if (token) return { state: 'done', result: { token: token as unknown as JsonObject } };
      if (once) return { state: 'failed', message: 'You were not signed in at your bank.' };
      if ((ctx.attempt?.number ?? 1) >= UNDECIDED && note.shown?.again !== true)
        return unfinished(note, { state: 'redirect', url: note.shown?.url as string, again: true });
      throw new ConnectorError('pending', 'The user has not come back with a code.', { retryable: true });
    },
    async abort() {},
  };
}
