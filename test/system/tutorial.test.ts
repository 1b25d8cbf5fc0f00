import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { blocks, read } from '../docs/support/page';
import { expectTranscript, transcript } from '../docs/support/transcript';
import { stack } from '../support/stack';

/** The folder of the page's author. Here it is one of the test's own. */
const THEIRS = 'my-skills';

test('The tutorial goes from nothing to a published skill, command by command', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tutorial-'));
  try {
    const page = read('docs/skills/tutorial.md').replaceAll(THEIRS, folder);
    for (const { info, text } of blocks(page)) {
      if (!info.startsWith('json file ')) continue;
      const file = info.replace('json file ', '');
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    const said = transcript(page);
    expect(said.length).toBeGreaterThan(20);
    expectTranscript(said, { VESTIBULE_HOME: stack().home });
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 600_000);
