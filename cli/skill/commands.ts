import type { Command } from 'commander';
import { addBackTest } from './back-test';
import { addCatalog } from './catalog';
import { addCheck } from './check';
import { addDiff } from './diff';
import { addGraph } from './graph';
import type { SkillIo } from './io';
import { addList } from './list';
import { addNew } from './new';
import { addNewConnector } from './new-connector';
import { addPreview } from './preview';
import { addPromote } from './promote';
import { addPublish } from './publish';
import { addRetire } from './retire';
import { addSchema } from './schema';
import { addTest } from './test';

/** The commands of `vestibule skill`, in the order of its help: a file each, and a line here. */
export const SKILL_COMMANDS: readonly ((program: Command, io: SkillIo) => void)[] = [
  addNew,
  addCheck,
  addTest,
  addBackTest,
  addPreview,
  addGraph,
  addCatalog,
  addSchema,
  addDiff,
  addPublish,
  addList,
  addPromote,
  addRetire,
  addNewConnector,
];
