import type { Connection } from '@temporalio/client';

/** s: how long a finished session can still be read. A development server of its own keeps it for a day. */
const RETENTION = 30 * 24 * 60 * 60;

/** Has the server keep finished sessions for 30 days; a namespace that keeps them for longer stays as it is. */
export async function keepFinishedSessions(connection: Connection, namespace: string): Promise<void> {
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  if (Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) >= RETENTION) return;
  const retention = { seconds: RETENTION } as never;
  await connection.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: retention },
  });
}
