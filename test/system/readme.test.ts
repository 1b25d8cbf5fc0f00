import { quoted, read, section, tables } from '../docs/support/page';
import { expectTranscript, transcript } from '../docs/support/transcript';
import { stack, temporalClient } from '../support/stack';

describe('The README', () => {
  test('prints what its transcript says, command by command', () => {
    const said = transcript(read('README.md'));
    expect(said.length).toBeGreaterThan(10);
    expectTranscript(said, { VESTIBULE_HOME: stack().home });
  });
});

describe('The page on operating', () => {
  const filters = tables(section(read('docs/operating.md'), '## Lists that you will want')).flat();

  test.each(filters)('finds %s', async (_what, cell = '') => {
    const [filter = ''] = quoted(cell);
    const client = await temporalClient();
    try {
      expect((await client.workflow.count(filter)).count).toBeGreaterThanOrEqual(0);
    } finally {
      await client.connection.close();
    }
  });
});
