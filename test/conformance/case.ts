import { setTimeout as delay } from 'node:timers/promises';
import type { App, Conversation } from '../../cli/tour/app';
import { BankUser } from './user';
import type { Json, Kept, Xs2aBank } from './xs2a-bank';

/** What cases are played with. */
export interface World {
  app: App;
  bank: Xs2aBank;
}

/** What a case has shown: our word, XS2A's word, and whether both are as they should be. */
export interface Finding {
  session: string;
  bank: string;
  agrees: boolean;
}

/** One conversation with XS2A, at a bank with that profile. */
export interface Case {
  name: string;
  approaches: ('REDIRECT' | 'DECOUPLED' | 'EMBEDDED')[];
  /** Fields of XS2A's profile that differ from what it is by default. */
  profile?: Record<string, Json>;
  /** The kind of user, as the bank knows them: the beginning of their name. */
  user: 'anna' | 'single' | 'nomethod' | 'ghost' | 'multi' | 'exempt' | 'silent';
  play(world: World, user: BankUser): Promise<Finding>;
}

/** ms in which what both sides say has to become what it should be: an undo goes on after the session's end. */
const SETTLING = 20_000;

/** A user that no other case knows. */
let users = 0;
export const newUser = ({ bank }: World, kind: Case['user']): BankUser => {
  users += 1;
  return new BankUser(bank, `${kind}-${process.pid}-${users}`);
};

/** Looks until it agrees, for a while; the last look counts. */
export async function eventually(look: () => Promise<Finding>): Promise<Finding> {
  const end = Date.now() + SETTLING;
  for (;;) {
    const finding = await look();
    if (finding.agrees || Date.now() > end) return finding;
    await delay(300);
  }
}

/** What XS2A has to hold at an end: for each resource of this user, the newest last, its possible states. */
export type Holds = (string | RegExp)[];

/** Judges a session by how it should have ended and by what XS2A should have kept then. */
export async function judge(session: Conversation, ends: string, kept: () => Promise<Kept[]>, holds: Holds) {
  return await eventually(async () => {
    await session.read();
    const states = (await kept()).map(({ status }) => status);
    const { status, reason } = session.state;
    const isHeld = states.length === holds.length && states.every((state, n) => matches(state, holds[n] as string));
    return {
      session: reason ? `${status} ${reason.code}` : status,
      bank: states.join(', ') || 'nothing',
      agrees: new RegExp(`^(${ends})$`).test(reason ? `${status} ${reason.code}` : status) && isHeld,
    };
  });
}

const matches = (state: string, held: string | RegExp): boolean =>
  typeof held === 'string' ? state === held : held.test(state);
