import { createInterface } from 'node:readline';
import type { SkillIo } from '../io';

/** A question of `skill new`, and the answer that an empty line means. */
export interface Question {
  text: string;
  fallback: string;
}

/**
 * Asks what no option has said, one line each, where somebody is there to answer: at a terminal, or where lines are
 * given. Elsewhere, and behind the last line, the fallbacks hold.
 */
export async function answersTo(questions: readonly Question[], { print, lines }: SkillIo): Promise<string[]> {
  const isThere = lines !== undefined || process.stdin.isTTY === true;
  if (!isThere || questions.length === 0) return questions.map(({ fallback }) => fallback);
  const terminal = lines ? undefined : createInterface({ input: process.stdin });
  const typed = (lines ?? (terminal as AsyncIterable<string>))[Symbol.asyncIterator]();
  const answers: string[] = [];
  for (const { text, fallback } of questions) {
    print(`${text} [${fallback}]`);
    const { value, done } = await typed.next();
    answers.push((done ? '' : String(value)).trim() || fallback);
  }
  terminal?.close();
  return answers;
}
