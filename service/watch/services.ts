import type { EndpointRef } from '../delivery/waker';
import type { OpenSessions } from '../engine/open-sessions';
import type { Services } from '../services';

/** What the watch works with: a part of what every service function has, and the engine's list of open sessions. */
export type WatchServices = Pick<Services, 'store' | 'keys' | 'sealer' | 'clock' | 'events' | 'data'> & {
  sessions: OpenSessions;
  /** Wakes the delivery of an endpoint, or begins it. */
  wakeDelivery(endpoint: EndpointRef): Promise<void>;
  settings: WatchSettings;
  log: WatchLog;
};

export interface WatchSettings {
  /** Consents that are asked after in one look, at their banks; 0 asks after none. */
  consents: number;
}

/** What operators read of the watch. No personal data, and never a bank's or a driver's own words. */
export interface WatchLog {
  /** A part of a look, or one thing in it, could not be done; it is tried again. */
  failed(part: string, error: unknown): void;
  /** A session can't go on for a fault of ours. */
  stuck(session: { session_id: string; cause: string; attempts: number }): void;
}

/** The look under way. */
export interface Look {
  /** Says that the look is alive; throws where it is to end. */
  beat(): void;
  /** Whether this part of the look has taken its time: the rest is left to the next one. */
  isLate(): boolean;
}

/** What a part of a look has done. */
export interface Done {
  /** Things that were looked at. */
  checked: number;
  /** Things that their tenants were told. */
  told: number;
  failed: number;
  /** There is more to do: the next look need not wait. */
  isMore: boolean;
}

export const nothing = (): Done => ({ checked: 0, told: 0, failed: 0, isMore: false });
