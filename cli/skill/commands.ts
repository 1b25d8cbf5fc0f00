import type { Command } from 'commander';
import { addCatalog } from './catalog';
import { addCheck } from './check';
import type { SkillIo } from './io';
import { addNewConnector } from './new-connector';
import { addSchema } from './schema';

/** The commands of `vestibule skill`, in the order of its help: a file each, and a line here. */
export const SKILL_COMMANDS: readonly ((program: Command, io: SkillIo) => void)[] = [
  addCheck,
  addCatalog,
  addSchema,
  addNewConnector,
];
