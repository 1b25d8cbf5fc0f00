import { type JsonNode, nearestNode } from '../domain/json-text/json-node';
import type { TextPosition } from '../domain/json-text/text-position';
import { escapeToken, parsePointer } from '../domain/pointer';
import type { Fault } from '../domain/skill/check/fault';

/** What the check has found in one document: where it is, and what to do about it. */
export interface Finding extends TextPosition {
  /** Stable, with a page of its own in `docs/skills/codes/`. */
  code: string;
  level: 'fault' | 'warning';
  /** A JSON Pointer to something that the document has. */
  pointer: string;
  message: string;
}

/** A fault; `offset`: where in the text it is, if that is known already. */
export type Placed = Fault & { offset?: number };

/**
 * Finds where in the text each fault is, and sorts by that. What is wrong with a value that has lines of its own is
 * shown at its name. A fault about something that is not there points at the object that lacks it.
 */
export function locate(
  faults: readonly Placed[],
  root: JsonNode | undefined,
  positionOf: (offset: number) => TextPosition,
): Finding[] {
  return faults
    .map((fault) => ({ fault, ...placeOf(fault, root) }))
    .sort((a, b) => a.offset - b.offset)
    .map(({ fault: { code, level = 'fault', message }, pointer, offset }) => ({
      code,
      level,
      pointer,
      ...positionOf(offset),
      message,
    }));
}

function placeOf(fault: Placed, root: JsonNode | undefined): { pointer: string; offset: number } {
  if (!root) return { pointer: fault.pointer, offset: fault.offset ?? 0 };
  const tokens = parsePointer(fault.pointer) ?? [];
  const { node, depth } = nearestNode(root, fault.pointer);
  const pointer = tokens
    .slice(0, depth)
    .map((token) => `/${escapeToken(token)}`)
    .join('');
  const isName = fault.place === 'key' || node.members !== undefined || node.items !== undefined;
  return { pointer, offset: fault.offset ?? (isName && node.key !== undefined ? node.key : node.start) };
}
