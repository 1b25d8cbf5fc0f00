import { type Body, type Conversation, expectStatus } from '../../cli/tour/app';
import { followBack } from '../../cli/tour/user';
import { APPROVE, type BankUser, type Decision } from './user';

export type Fields = Record<string, string | string[]>;

/** What the user does in the app and at the bank; each answer is used once, the last one for ever. */
export interface Part {
  /** Values by the name of the field that asks for them. */
  fields: Fields;
  /** What the user adds when a form that they have filled in comes again. */
  again?: Fields;
  passwords?: string[];
  codes?: string[];
  method?: string;
  decision?: Decision;
  /** Where the case goes on by itself: `true` ends the drive. */
  until?: (state: Body) => boolean | Promise<boolean>;
  /** Told what the user is shown, each time that they are asked for something. */
  seen?: (state: Body) => void;
}

const MAX_TURNS = 25;
/** ms in which the session must come to something. */
const PATIENCE = 60_000;

/**
 * Goes through a session as its user: fills in what is asked, goes to the bank's pages or the phone and comes back.
 * Ends with the session, when `until` holds, or once the user has gone back undecided.
 */
export async function drive(session: Conversation, user: BankUser, part: Part): Promise<void> {
  const passwords = [...(part.passwords ?? ['pass'])];
  const codes = [...(part.codes ?? ['123456'])];
  const met = new Set<string>();
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    if ((await waitFor(session, part, (state) => state.status !== 'PROCESSING')) === 'over') return;
    const { next, status } = session.state;
    part.seen?.(session.state);
    if (next.kind === 'redirect' || next.kind === 'decoupled') {
      const decision = part.decision ?? APPROVE;
      if (next.kind === 'redirect') await followBack(await user.atBanksPage(next.url, decision));
      else await user.onPhone(kindOf(session), decision);
      if (decision.does === 'hesitate') return;
      if ((await waitFor(session, part, (state) => state.next.kind !== next.kind)) === 'over') return;
    } else if (next.kind === 'form') {
      expectStatus(await session.submit(answerTo(next, part, { passwords, codes, met }), { wait: 20 }), 200, 202);
    } else throw new Error(`Nothing can be done: ${status}, ${JSON.stringify(next)}`);
  }
  throw new Error(`The session asks for ever: ${JSON.stringify(session.state)}`);
}

/** Reads the session until it is over for this part, or `holds`. */
async function waitFor(session: Conversation, part: Part, holds: (state: Body) => boolean): Promise<'over' | 'holds'> {
  for (const end = Date.now() + PATIENCE; ; await session.read(2)) {
    if (session.ended(session.state) || (await part.until?.(session.state))) return 'over';
    if (holds(session.state)) return 'holds';
    if (Date.now() > end) throw new Error(`Waited in vain; it stands at ${JSON.stringify(session.state)}`);
  }
}

const kindOf = (session: Conversation): 'consent' | 'payment' =>
  String(session.state.skill).includes('pisp') ? 'payment' : 'consent';

/** What is left to answer with, and which forms have been filled in before. */
interface Answers {
  passwords: string[];
  codes: string[];
  met: Set<string>;
}

function answerTo({ schema, step }: Body, part: Part, { passwords, codes, met }: Answers): Record<string, unknown> {
  const { properties = {}, required = [] } = schema;
  if (properties.authentication_method_id) return { authentication_method_id: methodOf(properties, part) };
  if (properties.password) return { password: use(passwords) };
  if (properties.otp) return { otp: use(codes) };
  const fields: Fields = { action: 'accept', ...part.fields, ...(met.has(step) ? part.again : {}) };
  met.add(step);
  const known = Object.keys(properties).filter((name) => name in fields);
  const missing = required.filter((name: string) => !known.includes(name));
  if (missing.length > 0) throw new Error(`Step ${step} asks for what this user doesn't know: ${missing.join(', ')}`);
  return Object.fromEntries(known.map((name) => [name, fields[name]]));
}

function methodOf(properties: Body, { method }: Part): string {
  const choices: Body[] = properties.authentication_method_id.oneOf;
  return method ?? choices[0].const;
}

const use = (answers: string[]): string => (answers.length > 1 ? answers.shift() : answers[0]) as string;
