import { escapeToken } from '../../pointer';
import { duration } from '../duration';

/** A fault in a definition: a stable code, a JSON Pointer into the document, a sentence that helps. */
export interface Fault {
  code: string;
  pointer: string;
  message: string;
  /** A warning keeps no definition from being used. Absent: a fault, which does. */
  level?: 'fault' | 'warning';
  /** The member's name is at fault, not its value. */
  place?: 'key';
}

/** A fault of a member's name: there should be none of that name. */
export const keyFault = (code: string, pointer: string, message: string): Fault => ({
  ...fault(code, pointer, message),
  place: 'key',
});

export const fault = (code: string, pointer: string, message: string): Fault => ({ code, pointer, message });

export const warning = (code: string, pointer: string, message: string): Fault => ({
  ...fault(code, pointer, message),
  level: 'warning',
});

export const isWarning = ({ level }: Fault): boolean => level === 'warning';

/** The pointer to a step, or to a place inside of it. */
export const at = (step: string, ...path: string[]): string =>
  ['', 'steps', ...[step, ...path].map(escapeToken)].join('/');

/** The fault of a duration, if it is none, or no time at all. */
export function durationFaults(pointer: string, text: string | undefined): Fault[] {
  if (text === undefined || (duration(text) ?? 0) > 0) return [];
  const message = `'${text}' is not a duration of weeks to seconds, like 'P14D' or 'PT15M', or is no time at all.`;
  return [fault('duration_bad', pointer, message)];
}
