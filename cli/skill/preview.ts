import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { watching } from './check/watch';
import { type SkillIo, SkillToolError } from './io';
import { previewAccess } from './preview/access';
import { EventQueue } from './preview/events';
import { Preview, type PreviewOptions } from './preview/preview';
import { PreviewApi } from './preview/session';

type Options = Omit<PreviewOptions, 'file'> & { to?: string };

/** `vestibule skill preview`: a draft in the running sandbox, whose session is begun anew whenever the file changes. */
export function addPreview(program: Command, io: SkillIo): void {
  program
    .command('preview <file>')
    .description('run a draft in the sandbox, with its forms in this terminal; a change of the file begins anew')
    .option('--mock', 'play all operations; else only those that are declared by schemas alone')
    .option('--answers <file>', 'JSON: operation → {"result": {…}} or {"code": "…"}, for operations that are played')
    .option('--locale <locale>', 'the language of the session, such as ro')
    .option('--to <url>', 'the API; by default that of the npm start on this machine')
    .addHelpText(
      'after',
      '\nLines that begin with a colon are commands: :help names them. Exit code: 1 without a session.',
    )
    .action(async (file: string, { to, ...options }: Options) => {
      if (!existsSync(file)) throw new SkillToolError(`There is no file '${file}'.`);
      const api = new PreviewApi(previewAccess(to, process.env));
      const hasBegun = await preview(api, { file, ...options }, io);
      if (!hasBegun) io.exit?.(1);
    });
}

async function preview(api: PreviewApi, options: PreviewOptions, io: SkillIo): Promise<boolean> {
  const events = new EventQueue();
  const files = [options.file, ...(options.answers === undefined ? [] : [options.answers])];
  const watchers = watching(files, () => events.push('changed'));
  const typed = io.lines ? undefined : createInterface({ input: process.stdin });
  const lines = io.lines ?? (typed as AsyncIterable<string>);
  void events.follow(lines);
  try {
    return await new Preview(api, options, io).run(events);
  } finally {
    for (const watcher of watchers) watcher.close();
    typed?.close();
  }
}
