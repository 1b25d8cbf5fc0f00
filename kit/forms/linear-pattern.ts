import { RE2JS } from 're2js';

/** Compiled patterns that are kept: rules, samples and forms ask for the same ones one after the other. */
const MOST_KEPT = 200;
const kept = new Map<string, RE2JS>();

/** A pattern as RE2 compiles it, which matches in linear time. Throws RE2's error where it takes no such pattern. */
export function linearPattern(pattern: string): RE2JS {
  const known = kept.get(pattern);
  if (known) return known;
  const compiled = RE2JS.compile(pattern);
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(pattern, compiled);
  return compiled;
}
