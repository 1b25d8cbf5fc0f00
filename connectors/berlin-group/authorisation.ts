import { type CallContext, ConnectorError, type ScaHandler } from '../../domain/connector';
import type { Json, JsonObject } from '../../domain/json';
import type { ScaState } from '../../domain/session/sca';
import { someText } from '../toolkit/json-readers';
import { at, userLink } from '../toolkit/links';
import { type Instructions, instructionsOf } from './approach';
import type { Banks } from './banks';
import { type Challenge, challengeIn, remember, startIn, submission, wrongAnswer } from './challenge';
import { authorisationHeaders, type Bank } from './client';
import { BankRefusal, tellUnknownUser } from './refusal';

/** How a resource stands once its authorisation is over. */
export type Verdict = { is: 'done'; result: JsonObject } | { is: 'failed'; message: string } | { is: 'open' };

/** What is authorised: a consent, a payment, a partner's product. */
export interface Subject {
  /** From the operation's arguments: its id at the bank, its user, and the bank's word on how to go on. */
  of(args: JsonObject): { id: string; psuId: string | undefined; instructions: Instructions };
  /** Whether this is where the bank first hears the user's name, and so may not know it. */
  introducesUser?: true;
  /** `isAuthorised`: the bank says that the authorisation itself has succeeded. */
  verdict(bank: Bank, id: string, ctx: CallContext, isAuthorised: boolean): Promise<Verdict>;
}

/** The handle: what has to be known to go on with an authorisation. At most 4 KiB. */
interface Note {
  /** Absent in notes of before there were several banks. */
  bank?: string;
  id: string;
  psuId?: string | undefined;
  approach: string;
  scaStatus?: string;
  challenge?: Challenge;
  /** The unfinished state as the user sees it, to be told again when nothing has changed. */
  shown?: JsonObject;
}

export const REFUSED = 'The authorisation was refused or cancelled at the bank.';
const NO_WAY = 'The bank offers no way of authorisation that can be used here.';
const DECOUPLED = 'Please approve the request in your bank’s app.';
const MAX_HOPS = 5;

/**
 * Strong customer authentication at a Berlin Group bank. Which way it goes, redirect, decoupled or embedded, is read
 * from the links of each answer, so one handler serves explicit and implicit authorisations of any bank.
 */
export function authorisation(banks: Banks, subject: Subject): ScaHandler {
  /** Does what the bank's last answer asks for, until the user or nobody is needed. */
  async function follow(note: Note, given: Instructions, ctx: CallContext, hops = 0): Promise<ScaState> {
    const { links, scaStatus, approach } = given;
    const bank = banks.of(note.bank);
    note.approach = approach;
    if (links.scaStatus) note.scaStatus = links.scaStatus;
    if (isFinal(scaStatus)) return conclude(note, scaStatus, ctx);
    if (links.scaRedirect) return unfinished(note, { state: 'redirect', url: userLink(links.scaRedirect) });
    const challenge = challengeIn(given);
    if (challenge && !challenge.only) {
      note.challenge = remember(challenge);
      return unfinished(note, { state: 'challenge', ...challenge.shown });
    }
    const start = challenge?.only ?? startIn(links);
    if (start && hops < MAX_HOPS) {
      const { link, method, href, body } = start;
      const url = bank.link(href);
      const answer = await bank.change(
        link,
        { method, url, headers: authorisationHeaders(bank, note.psuId, ctx), body },
        ctx,
      );
      const next = instructionsOf(answer, approach);
      const created = someText(answer.body, 'authorisationId', 128);
      if (created && method === 'POST' && !next.links.scaStatus) next.links.scaStatus = at(url, created).href;
      return follow(note, next, ctx, hops + 1);
    }
    const isElsewhere = note.scaStatus !== undefined && approach !== 'REDIRECT' && !links.scaOAuth;
    if (!isElsewhere) return { state: 'failed', message: NO_WAY };
    return unfinished(note, { state: 'decoupled', message: given.psuMessage ?? DECOUPLED });
  }

  /** The authorisation is over; what counts is what became of the resource. */
  async function conclude(note: Note, scaStatus: string, ctx: CallContext): Promise<ScaState> {
    if (scaStatus === 'failed') return { state: 'failed', message: REFUSED };
    const verdict = await subject.verdict(banks.of(note.bank), note.id, ctx, true);
    if (verdict.is === 'open') throw pending();
    return told(verdict);
  }

  async function look(note: Note, ctx: CallContext): Promise<Verdict> {
    const bank = banks.of(note.bank);
    const seen = note.scaStatus ? await bank.read(bank.link(note.scaStatus), ctx) : undefined;
    const scaStatus = seen && someText(seen.body, 'scaStatus', 40);
    if (scaStatus === 'failed') return { is: 'failed', message: REFUSED };
    return scaStatus === undefined || isFinal(scaStatus)
      ? subject.verdict(bank, note.id, ctx, isFinal(scaStatus))
      : { is: 'open' };
  }

  return {
    async begin(args, ctx) {
      const { id, psuId, instructions } = subject.of(args);
      try {
        return await follow({ ...named(args), id, psuId, approach: '' }, instructions, ctx);
      } catch (error) {
        if (subject.introducesUser && psuId !== undefined) tellUnknownUser(error);
        if (error instanceof BankRefusal && error.says('PSU_CREDENTIALS_INVALID'))
          return { state: 'failed', message: error.message };
        if (!(error instanceof BankRefusal && error.says('STATUS_INVALID', 'CONSENT_INVALID', 'CONSENT_EXPIRED')))
          throw error;
        const verdict = await subject.verdict(banks.of(args.bank), id, ctx, false);
        return verdict.is === 'open' ? { state: 'failed', message: REFUSED } : told(verdict);
      }
    },

    async answer(handle, answer, ctx) {
      const note = handle as unknown as Note;
      const { challenge } = note;
      const bank = banks.of(note.bank);
      if (!challenge) throw new ConnectorError('error', 'Nothing was asked.');
      try {
        const { method, href, body } = submission(challenge, answer);
        const headers = authorisationHeaders(bank, note.psuId, ctx);
        const given = await bank.change('answer', { method, url: bank.link(href), headers, body }, ctx);
        const state = await follow(note, instructionsOf(given, note.approach), ctx);
        const isAgain = state.state === 'challenge' && state.kind === challenge.kind;
        return isAgain ? { ...state, error: wrongAnswer(challenge) } : state;
      } catch (error) {
        if (
          !(error instanceof BankRefusal && error.says('PSU_CREDENTIALS_INVALID', 'SCA_INVALID', 'SCA_METHOD_UNKNOWN'))
        )
          throw error;
        const verdict = await look(note, ctx);
        return verdict.is === 'open' ? { ...again(note), error: wrongAnswer(challenge) } : told(verdict);
      }
    },

    async status(handle, ctx, once) {
      const note = handle as unknown as Note;
      let verdict = await look(note, ctx);
      if (verdict.is === 'open' && once && note.scaStatus)
        verdict = await subject.verdict(banks.of(note.bank), note.id, ctx, false);
      if (verdict.is !== 'open') return told(verdict);
      if (once) return again(note);
      throw pending();
    },

    /**
     * The standard has no way to take back an authorisation; unfinished, it lapses, and what it was for is undone by
     * itself.
     */
    async abort() {},
  };
}

const named = ({ bank }: JsonObject): { bank?: string } => (typeof bank === 'string' ? { bank } : {});

const isFinal = (scaStatus: string | undefined): scaStatus is string =>
  scaStatus === 'finalised' || scaStatus === 'exempted' || scaStatus === 'failed';

const told = (verdict: Exclude<Verdict, { is: 'open' }>): ScaState =>
  verdict.is === 'done' ? { state: 'done', result: verdict.result } : { state: 'failed', message: verdict.message };

const pending = () => new ConnectorError('pending', 'The bank has not decided yet.', { retryable: true });

type Unfinished = Extract<ScaState, { handle: Json }>;
type Shown = Unfinished extends infer S ? (S extends Unfinished ? Omit<S, 'handle'> : never) : never;

/** A picture is not remembered: it would not fit, and a bank that is asked again draws a new one. */
function unfinished(note: Note, state: Shown): Unfinished {
  const { image: _image, data: _data, ...small } = state.state === 'challenge' ? state.show : {};
  const shown = state.state === 'challenge' ? { ...state, show: small } : state;
  note.shown = shown as unknown as JsonObject;
  if (state.state !== 'challenge') delete note.challenge;
  return { ...state, handle: note as unknown as Json } as Unfinished;
}

const again = (note: Note): Extract<ScaState, { state: 'challenge' }> =>
  ({ ...note.shown, handle: note as unknown as Json }) as unknown as Extract<ScaState, { state: 'challenge' }>;
