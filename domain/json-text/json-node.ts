import { parsePointer } from '../pointer';

/**
 * Where a value of a JSON text stands. A tree and not a table by pointer: pointers of long names are long, and there
 * may be as many as there are values.
 */
export interface JsonNode {
  /** Offset of the opening quote of the member's name; absent for items and for the whole text. */
  key?: number;
  /** Offsets of the value's first character, and behind its last one. */
  start: number;
  end: number;
  members?: Map<string, JsonNode>;
  items?: JsonNode[];
}

/** The node below a node, by one token of a pointer. */
export const nodeBelow = ({ members, items }: JsonNode, token: string): JsonNode | undefined =>
  members?.get(token) ?? (/^(0|[1-9]\d*)$/.test(token) ? items?.[Number(token)] : undefined);

/** The node that a pointer leads to, or the last one on its way that is there; `depth`: how many tokens lead to it. */
export function nearestNode(root: JsonNode, pointer: string): { node: JsonNode; depth: number } {
  let node = root;
  let depth = 0;
  for (const token of parsePointer(pointer) ?? []) {
    const below = nodeBelow(node, token);
    if (!below) break;
    node = below;
    depth += 1;
  }
  return { node, depth };
}
