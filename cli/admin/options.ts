import type { Command } from 'commander';
import type { Admin } from '../../service/tenants';

/** The options that every command has. */
export type Json = { json?: boolean };
/** Does some work and prints its result: for people, or as JSON; the note is for people only. */
export type PrintResult = <T>(options: Json, work: (admin: Admin) => Promise<T>, note?: string) => Promise<void>;

/** Said where keys are printed. */
export const ONCE = 'Keep the keys now: they are shown this once.';

/** Collects the values of an option that may be repeated. */
export const collect = (value: string, before: string[] = []) => [...before, value];

/** A command with the options that all have. */
export const command = (parent: Command, usage: string, description: string): Command =>
  parent.command(usage).description(description).option('--json', 'print JSON');
