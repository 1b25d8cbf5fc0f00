// Lists what an image ships, without Docker: from the Dockerfile's own lines, asked of the compiler and of npm.
//
//   node test/image/contents.mjs [platform | sandbox] [--json]
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const run = (program, args) => execFileSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });

/** Stages of the Dockerfile: name → its instructions, one a line. */
function stages() {
  const text = readFileSync(path.join(root, 'Dockerfile'), 'utf8').replaceAll('\\\n', ' ');
  const parts = text.split(/^(?=FROM )/m).filter((part) => part.startsWith('FROM '));
  return new Map(parts.map((part) => [/ AS (\S+)/.exec(part)?.[1], part.split('\n')]));
}

/** Sources that `tsc -p <project>` compiles. */
const compiled = (project) => {
  const files = run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project, '--listFilesOnly']).split(
    '\n',
  );
  return files
    .map((file) => path.relative(root, file))
    .filter((file) => file && !file.startsWith('..') && !file.startsWith('node_modules'))
    .sort();
};

/** Packages that `npm ci <flags>` installs, those for other platforms included. */
const packages = (flags) => {
  const listed = run('npm', ['ls', '--package-lock-only', '--all', '--parseable', ...flags]).split('\n');
  const names = listed
    .filter((line) => line.includes('node_modules'))
    .map((line) => line.split('node_modules/').at(-1));
  return [...new Set(names)].sort();
};

/** Everything that the stage `target` copies: from the project as it is, or made in another stage. */
function contents(target) {
  const all = stages();
  const shipped = { files: [], sources: [], packages: [] };
  for (const line of all.get(target).filter((each) => each.startsWith('COPY '))) {
    const [, from, what] = /^COPY (?:--from=(\S+) )?(.+) \S+$/.exec(line);
    if (!from) {
      shipped.files.push(...what.split(' '));
      continue;
    }
    for (const command of all.get(from)) {
      const project = /^RUN npx tsc -p (\S+)/.exec(command)?.[1];
      const flags = /^RUN npm ci (.+)/.exec(command)?.[1];
      if (project && what === '/app/dist') shipped.sources.push(...compiled(project));
      if (flags && what === '/app/node_modules') shipped.packages.push(...packages(flags.split(' ')));
    }
  }
  return shipped;
}

const [target = 'platform'] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const shipped = contents(target);
if (process.argv.includes('--json')) console.log(JSON.stringify(shipped));
else {
  for (const [title, names] of Object.entries(shipped))
    console.log(`${names.length} ${title}\n  ${names.join('\n  ')}\n`);
}
