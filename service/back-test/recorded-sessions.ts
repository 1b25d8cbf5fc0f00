import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { parseSkillName } from '../../domain/skill/skill';
import { WORKFLOW_TYPE } from '../../workflows/messages';

/** The history of one session's run, as Temporal exports it. */
export interface FoundHistory {
  id: string;
  history: unknown;
}

/** Fetches the histories of a skill's sessions, of every version, the newest first; `most`: how many. Reads only. */
export async function* fetchHistories(
  { address, namespace }: { address: string; namespace: string },
  skill: string,
  most: number,
): AsyncGenerator<FoundHistory> {
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection, namespace });
    let count = 0;
    for await (const { workflowId, runId, searchAttributes } of client.workflow.list({
      query: `WorkflowType = '${WORKFLOW_TYPE}'`,
    })) {
      if (!isVersionOf(String(searchAttributes?.Skill?.[0] ?? ''), skill)) continue;
      if (count >= most) return;
      count += 1;
      const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      yield { id: `${workflowId}/${runId}`, history: JSON.parse(historyToJSON(history)) as unknown };
    }
  } finally {
    await connection.close();
  }
}

/** Whether two names are of one skill: they differ in the version alone, or in the flavour. */
export function isVersionOf(one: string, other: string): boolean {
  const [a, b] = [parseSkillName(one), parseSkillName(other)];
  return a !== undefined && b !== undefined && withoutVersion(one) === withoutVersion(other);
}

const withoutVersion = (name: string): string => name.replace(/(_sbx)?_#.*$/, '');
