import type { Command } from 'commander';
import type { SkillIo } from './io';

/** Adds one command to the program. */
export type AddCommand = (program: Command, io: SkillIo) => void;

/**
 * The commands of `vestibule skill`, in the order of its help: a file each, and a line here. A command's module is
 * loaded when it is asked for: some need Temporal's SDK, which takes longer to load than a check takes.
 */
export const SKILL_COMMANDS: Readonly<Record<string, () => AddCommand>> = {
  new: () => (require('./new') as typeof import('./new')).addNew,
  check: () => (require('./check') as typeof import('./check')).addCheck,
  test: () => (require('./test') as typeof import('./test')).addTest,
  'back-test': () => (require('./back-test') as typeof import('./back-test')).addBackTest,
  preview: () => (require('./preview') as typeof import('./preview')).addPreview,
  graph: () => (require('./graph') as typeof import('./graph')).addGraph,
  catalog: () => (require('./catalog') as typeof import('./catalog')).addCatalog,
  schema: () => (require('./schema') as typeof import('./schema')).addSchema,
  diff: () => (require('./diff') as typeof import('./diff')).addDiff,
  publish: () => (require('./publish') as typeof import('./publish')).addPublish,
  list: () => (require('./list') as typeof import('./list')).addList,
  promote: () => (require('./promote') as typeof import('./promote')).addPromote,
  retire: () => (require('./retire') as typeof import('./retire')).addRetire,
  'new-connector': () => (require('./new-connector') as typeof import('./new-connector')).addNewConnector,
};
