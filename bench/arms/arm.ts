import type { Kind } from '../skills';

/** What can be measured of a conversation. */
export type Operation = 'step' | 'call' | 'read' | 'refused' | 'upload';

/** One conversation with one arm. An operation that fails rejects, and fails the run. */
export type Chat = Partial<Record<Operation, () => Promise<void>>>;

/** One way to hold the same conversation. To add one: implement this, and put it into `place.ts`. */
export interface Arm {
  name: string;
  begin(kind: Kind): Promise<Chat>;
  close(): Promise<void>;
}
