import { type CallContext, ConnectorError, type ScaHandler } from '../../domain/connector';
import type { Json, JsonObject } from '../../domain/json';
import type { ScaState } from '../../domain/session/sca/approaches';
import type { ScaAnswer } from '../../domain/session/sca/challenge';
import { someText } from '../toolkit/json-readers';
import { at, userLink } from '../toolkit/links';
import { type Instructions, instructionsOf } from './approach';
import type { Banks } from './banks';
import { type Challenge, challengeIn, isEncryptedOnly, remember, startIn, submission, wrongAnswer } from './challenge';
import { authorisationHeaders } from './client';
import { confirm } from './confirmation';
import {
  again,
  challengeAgain,
  type Note,
  shownAgain,
  UNDECIDED,
  type Unfinished,
  unfinished,
  waitAfterUser,
} from './note';
import { freshToken, type Grant, grantFor, isSpent, redeem } from './oauth';
import { BankRefusal, isPerhapsDone, tellUnknownUser } from './refusal';
import { orUnsaid, REFUSED, type Standing, standingOf, type VerdictOf, wordOf } from './standing';

/** What is authorised: a consent, a payment, a partner's product. */
export interface Authorised {
  /** From the operation's arguments: its id at the bank, its user, and the bank's word on how to go on. */
  of(args: JsonObject): Pick<Note, 'id' | 'psuId' | 'product'> & { instructions: Instructions };
  /** The OAuth service whose scope covers it. */
  service?: 'ais' | 'pis';
  verdict: VerdictOf;
  /** What has to be authorised after this one, which is done; `undefined` where that was all. */
  next?(note: Note, ctx: CallContext): Promise<Following | undefined>;
}

/** The next of several resources that are authorised in a row. */
export interface Following {
  id: string;
  instructions: Instructions;
}

const NO_WAY = 'The bank offers no way of authorisation that can be used here.';
const NO_METHOD = 'Your bank has no method on file by which you could authorise this.';
const ENCRYPTED = 'Your bank takes the password only in an encrypted way that is not spoken here.';
const TOO_OFTEN = 'The answer was not accepted, too often.';
const DECOUPLED = 'Please approve the request in your bank’s app.';
const OTHERS = 'You have authorised. Your bank waits for the other people who have to.';
const SETTLING = 'You have authorised. Your bank is taking note of it.';
const DOUBT = 'Your bank did not answer. It is being found out whether your answer reached it.';
const LOST = 'Your bank did not answer, and does not seem to have received this. Please try again.';

const NO_CODE = 'You did not come back from your bank, which has to hand something over with you. Please try again.';

const NO_NEXT = 'Your bank has listed your accounts, and did not go on from there.';

const MAX_HOPS = 5;
const MAX_ANSWERS = 10;
/** Wrong passwords after which the name may be what is wrong: a bank does not say which. */
const MAX_PASSWORDS = 3;
/** Looks after which an answer that the bank never heard of is asked for again: some ten seconds. */
const UNHEARD = 7;

/**
 * Strong customer authentication at a Berlin Group bank. Which way it goes, redirect, OAuth, decoupled or embedded, is
 * read from the links of each answer, so one handler serves explicit and implicit authorisations of any bank. What
 * changes something is sent once: after an answer that is lost or a refusal, the bank is asked how things stand.
 */
export function authorisation(banks: Banks, resource: Authorised): ScaHandler {
  const standing = (note: Note, ctx: CallContext): Promise<Standing> =>
    standingOf(banks.of(note.bank), note, withToken(ctx, note), resource.verdict);

  /** Does what the bank's last answer asks for, until the user or nobody is needed. */
  async function follow(note: Note, given: Instructions, ctx: CallContext, hops = 0): Promise<ScaState> {
    const { links, scaStatus, approach } = given;
    const bank = banks.of(note.bank);
    note.approach = approach;
    if (links.scaStatus) note.scaStatus = links.scaStatus;
    if (links.confirmation) note.confirmation = links.confirmation;
    if (given.fees) note.fees = given.fees;
    if (wordOf(scaStatus) === 'succeeded' || scaStatus === 'failed') return conclude(note, given, ctx);
    if (links.scaRedirect) return unfinished(note, { state: 'redirect', url: userLink(links.scaRedirect) });
    if (links.scaOAuth && bank.secrets.clientId) return sendToOAuth(note, ctx, links.scaOAuth);
    const challenge = challengeIn(given, note.fees);
    if (challenge && !challenge.only) {
      note.challenge = remember(challenge);
      return unfinished(note, { state: 'challenge', ...challenge.shown });
    }
    const start = challenge?.only ?? startIn(links);
    if (start && hops < MAX_HOPS) {
      const { link, method, href, body } = start;
      const url = bank.link(href);
      const headers = authorisationHeaders(bank, note.psuId, ctx);
      const answer = await bank.change(link, { method, url, headers, body }, withToken(ctx, note));
      const next = instructionsOf(answer, approach);
      const created = someText(answer.body, 'authorisationId', 500);
      if (created && method === 'POST' && !next.links.scaStatus) next.links.scaStatus = at(url, created).href;
      return follow(note, next, ctx, hops + 1);
    }
    return elsewhere(note, given, ctx);
  }

  /** No link that we could follow: the user approves on another device, or has nothing more to approve. */
  async function elsewhere(note: Note, given: Instructions, ctx: CallContext): Promise<ScaState> {
    const { links, approach, psuMessage } = given;
    if (isEncryptedOnly(links)) return { state: 'failed', message: ENCRYPTED };
    if (given.noMethods) return { state: 'failed', message: NO_METHOD };
    const isQuiet = approach === 'REDIRECT' || links.scaOAuth || (approach === 'EMBEDDED' && !psuMessage);
    if (note.scaStatus !== undefined && !isQuiet)
      return unfinished(note, { state: 'decoupled', message: withFees(psuMessage ?? DECOUPLED, note.fees) });
    const now = await standing(note, ctx).catch(orNothing);
    if (now && now.is !== 'open') return told(note, now);
    if (isAsked(links)) return { state: 'failed', message: NO_WAY };
    const exempted = await resource.verdict(banks.of(note.bank), note, withToken(ctx, note), 'unasked').catch(orUnsaid);
    return exempted.is === 'open' ? { state: 'failed', message: NO_WAY } : told(note, exempted);
  }

  async function sendToOAuth(note: Note, ctx: CallContext, configuration?: string): Promise<ScaState> {
    const bank = banks.of(note.bank);
    const { url, grant } = await grantFor(bank, resource.service ?? 'ais', note.id, ctx, configuration);
    note.grant = grant;
    return unfinished(note, { state: 'redirect', url: userLink(url) });
  }

  /** The authorisation is over; what counts is what became of the resource. */
  async function conclude(note: Note, given: Instructions, ctx: CallContext): Promise<ScaState> {
    const sca = wordOf(given.scaStatus);
    const verdict = await resource.verdict(banks.of(note.bank), note, withToken(ctx, note), sca).catch(orUnsaid);
    if (verdict.is !== 'open') return told(note, verdict);
    if (sca === 'succeeded') return told(note, { is: 'settling' });
    return { state: 'failed', message: given.noMethods ? NO_METHOD : REFUSED };
  }

  /**
   * An answer of the user's went out, and the bank refused it or was not heard. What has become of it decides; if the
   * bank says that nothing has, it is asked for again, and if the bank can't say, that is being found out.
   */
  async function afterTrouble(note: Note, error: unknown, ctx: CallContext): Promise<ScaState> {
    if (!(error instanceof ConnectorError)) throw error;
    const challenge = note.challenge as Challenge;
    const now = await standing(note, ctx).catch(orSilence);
    if (now && now.is !== 'open') {
      if (now.is === 'failed' && challenge.kind === 'password') tellUnknownUser(error);
      return told(note, now);
    }
    const isRefused = error instanceof BankRefusal || !(error.retryable || error.uncertain);
    if (!isRefused || !now) return inDoubt(note);
    if (error instanceof BankRefusal && error.says('SCA_METHOD_UNKNOWN') && challenge.kind !== 'method')
      return { state: 'failed', message: NO_METHOD };
    if (challenge.kind === 'password' && (note.answers ?? 0) >= MAX_PASSWORDS) tellUnknownUser(error);
    if ((note.answers ?? 0) >= MAX_ANSWERS) return { state: 'failed', message: TOO_OFTEN };
    return challengeAgain(note, wrongAnswer(challenge));
  }

  /** Where more is to be authorised in a row, goes on with that. `note` is the one that the state was made of. */
  async function goOn(note: Note, state: ScaState, ctx: CallContext): Promise<ScaState> {
    if (state.state !== 'done') return state;
    try {
      const next = await resource.next?.(note, withToken(ctx, note));
      if (!next) return state;
      const { bank, psuId, product, token } = note;
      const following: Note = {
        ...(bank === undefined ? {} : { bank }),
        ...(product === undefined ? {} : { product }),
        ...(token === undefined ? {} : { token }),
        id: next.id,
        psuId,
        approach: '',
      };
      return await follow(following, next.instructions, ctx);
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.retryable) throw error;
      return { state: 'failed', message: NO_NEXT };
    }
  }

  /** Renews a token that will not do. Says whether it was: then the note must not be lost. */
  async function renew(note: Note, ctx: CallContext): Promise<boolean> {
    if (note.token?.refresh_token === undefined || !isSpent(note.token)) return false;
    const fresh = await freshToken(banks.of(note.bank), note.token, ctx).catch(orNothing);
    if (fresh) note.token = fresh;
    return fresh !== undefined;
  }

  return {
    async begin(args, ctx) {
      const { instructions, ...rest } = resource.of(args);
      const { then } = instructions;
      const note: Note = { ...carried(args), ...rest, ...(then ? { then } : {}), approach: '' };
      await renew(note, ctx);
      return goOn(note, await begin(note, instructions, ctx), ctx);
    },

    async answer(handle, answer, ctx) {
      const note = handle as unknown as Note;
      await renew(note, ctx);
      return goOn(note, await take(note, answer, ctx), ctx);
    },

    async status(handle, ctx, once, returned) {
      const note = handle as unknown as Note;
      const isRenewed = await renew(note, ctx);
      try {
        return await goOn(note, await look(note, ctx, once, returned), ctx);
      } catch (error) {
        const isUnfinished = error instanceof ConnectorError && error.retryable && note.shown !== undefined;
        if (!isRenewed || !isUnfinished) throw error;
        return shownAgain(note);
      }
    },

    /**
     * The standard has no way to take back an authorisation; unfinished, it lapses, and what it was for is undone by
     * itself.
     */
    async abort() {},
  };

  async function begin(note: Note, instructions: Instructions, ctx: CallContext): Promise<ScaState> {
    try {
      const known = isRepeat(ctx) ? await standing(note, ctx) : undefined;
      if (known && known.is !== 'open') return told(note, known);
      return await follow(note, instructions, ctx);
    } catch (error) {
      if (!(error instanceof BankRefusal) || error.isRateLimit) throw error;
      const now = await standing(note, ctx).catch(orSilence);
      if (now && now.is !== 'open') return told(note, now);
      tellUnknownUser(error);
      if (error.says('SCA_METHOD_UNKNOWN')) return { state: 'failed', message: NO_METHOD };
      if (error.says('STATUS_INVALID', 'CONSENT_INVALID', 'CONSENT_EXPIRED'))
        return { state: 'failed', message: REFUSED };
      throw error;
    }
  }

  async function take(note: Note, answer: ScaAnswer, ctx: CallContext): Promise<ScaState> {
    const { challenge } = note;
    if (!challenge) throw new ConnectorError('error', 'Nothing was asked.');
    if (ctx.sending?.wasBegun ?? isRepeat(ctx)) return repeated(note, ctx);
    await ctx.sending?.begin();
    note.answers = (note.answers ?? 0) + 1;
    try {
      const bank = banks.of(note.bank);
      const { method, href, body } = submission(challenge, answer);
      const headers = authorisationHeaders(bank, note.psuId, ctx);
      const call = { method, url: bank.link(href), headers, body };
      const given = await bank.change('answer', call, withToken(ctx, note));
      const state = await follow(note, instructionsOf(given, note.approach), ctx);
      const isAgain = state.state === 'challenge' && state.kind === challenge.kind;
      return isAgain ? { ...state, error: wrongAnswer(challenge) } : state;
    } catch (error) {
      const isNotTaken = error instanceof ConnectorError && error.retryable && !isPerhapsDone(error);
      if (!isNotTaken) return afterTrouble(note, error, ctx);
      ctx.sending?.notTaken();
      throw error;
    }
  }

  async function look(note: Note, ctx: CallContext, once: boolean, returned?: JsonObject): Promise<ScaState> {
    if (note.grant && returned) {
      const after = await backFromOAuth(note, note.grant, returned, ctx);
      if (after) return after;
    }
    let now = await standing(note, ctx);
    if (note.grant && now.is !== 'failed') return tellProgress(note, withoutCode(now, once), ctx, once);
    const isConfirmed = returned && now.is === 'open' && (await confirm(banks.of(note.bank), note, now, returned, ctx));
    if (isConfirmed) now = await standing(note, ctx);
    return tellProgress(note, now, ctx, once);
  }

  /**
   * The user is back with a code, which is good for one token: from then on the note must not be lost, whatever the
   * bank says of the consent meanwhile.
   */
  async function backFromOAuth(
    note: Note,
    grant: Grant,
    returned: JsonObject,
    ctx: CallContext,
  ): Promise<ScaState | undefined> {
    if (returned.state === grant.state && typeof returned.error === 'string') {
      const now = await standing(note, ctx);
      return now.is === 'open' ? { state: 'failed', message: REFUSED } : told(note, now);
    }
    const token = await redeem(banks.of(note.bank), grant, returned, ctx);
    if (token === undefined) return undefined;
    if (token === 'refused') return sendToOAuth(note, ctx, grant.configuration);
    note.token = token;
    delete note.grant;
    const now = await standing(note, ctx).catch(orSilence);
    return told(note, now && now.is !== 'open' ? now : { is: 'settling' });
  }

  /** A later attempt can't know what the one before has sent: it asks, and sends nothing. */
  async function repeated(note: Note, ctx: CallContext): Promise<ScaState> {
    const now = await standing(note, ctx);
    return now.is === 'open' ? inDoubt(note) : told(note, now);
  }
}

/** Whether a bank's links lead to any authorisation, a way that can't be followed here included. */
const isAsked = (links: Record<string, string>): boolean =>
  Object.keys(links).some((name) => /sca|authori[sz]|authenti|psu|confirm/i.test(name));

/** What a poll or a single look yields: the end, something new to show, or `pending`. */
function tellProgress(note: Note, now: Standing, ctx: CallContext, once: boolean): ScaState {
  const looks = ctx.attempt?.number ?? 1;
  if (now.is === 'done' || now.is === 'failed') return told(note, now);
  if (now.is !== 'open' && note.shown?.message !== wordsFor(now)) return told(note, now);
  if (now.is === 'open' && note.doubt && (looks >= UNHEARD || once)) return challengeAgain(note, LOST);
  if (once) return again(note);
  const { shown } = note;
  if (now.is === 'open' && shown?.state === 'redirect' && shown.again !== true && looks >= UNDECIDED)
    return unfinished(note, { state: 'redirect', url: shown.url as string, again: true });
  throw new ConnectorError('pending', 'The bank has not decided yet.', { retryable: true });
}

/**
 * At a bank with OAuth the user's part is done when the code is here: without a token a consent is good for nothing.
 */
const withoutCode = (now: Standing, once: boolean): Standing =>
  once && now.is !== 'open' ? { is: 'failed', message: NO_CODE } : { is: 'open' };

const wordsFor = ({ is }: Standing): string => (is === 'partly' ? OTHERS : SETTLING);

function told(note: Note, now: Exclude<Standing, { is: 'open' }>): ScaState {
  if (now.is === 'done') {
    const token = note.token ? { token: note.token as unknown as JsonObject } : {};
    return { state: 'done', result: { ...now.result, ...token } };
  }
  if (now.is === 'failed') return { state: 'failed', message: now.message };
  delete note.doubt;
  return waitAfterUser(note, wordsFor(now));
}

function inDoubt(note: Note): Unfinished {
  note.doubt = note.shown as JsonObject;
  return waitAfterUser(note, DOUBT);
}

/** Whether there was an attempt before, for who keeps no note of what was sent. */
const isRepeat = ({ attempt }: CallContext): boolean => (attempt?.number ?? 1) > 1;

/** The bank has no answer that could be used, and asking again would bring none. */
function orNothing(error: unknown): undefined {
  if (!(error instanceof ConnectorError) || error.retryable) throw error;
}

/** The bank can't be asked right now. */
function orSilence(error: unknown): undefined {
  if (!(error instanceof ConnectorError)) throw error;
}

const carried = ({ bank, token }: JsonObject): Pick<Note, 'bank' | 'token'> => ({
  ...(typeof bank === 'string' ? { bank } : {}),
  ...(token ? { token: token as unknown as NonNullable<Note['token']> } : {}),
});

const withToken = (ctx: CallContext, { token }: Note) =>
  token === undefined ? ctx : { ...ctx, token: token.access_token };

const withFees = (message: string, fees: JsonObject | undefined): string =>
  fees === undefined ? message : `${message} (${Object.values(fees).filter(isText).join('; ')})`;
const isText = (value: Json): value is string => typeof value === 'string';
