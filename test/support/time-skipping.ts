import { TestWorkflowEnvironment } from '@temporalio/testing';
import { findProgram } from '../../local/servers/program';
import { addSearchAttributes } from '../../local/servers/search-attributes';
import { timeSkippingServer } from '../../local/servers/test-server';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes';

/** A Temporal server of the test's own, in which days pass while nothing runs. The caller tears it down. */
export async function timeSkipping(): Promise<TestWorkflowEnvironment> {
  const { file } = await findProgram(timeSkippingServer, (line) => console.error(line));
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: file } },
  });
  // This server can't be asked which attributes it knows; a new one knows none.
  await addSearchAttributes(env.connection, 'default', Object.keys(SEARCH_ATTRIBUTES));
  return env;
}
