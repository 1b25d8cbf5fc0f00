import { type Connection, isGrpcServiceError } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes';

/** Temporal's `IndexedValueType`. */
const TYPES: Record<string, number> = { Keyword: 2, Datetime: 6 };

/** Names of the project's search attributes that the namespace does not know. */
export async function missingSearchAttributes(connection: Connection, namespace: string): Promise<string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return Object.keys(SEARCH_ATTRIBUTES).filter((name) => !(name in (customAttributes ?? {})));
}

/**
 * Adds search attributes by name, all of the project's by default. A full server refuses those that it knows already.
 */
export async function addSearchAttributes(
  connection: Connection,
  namespace: string,
  names = Object.keys(SEARCH_ATTRIBUTES),
): Promise<void> {
  const types: Record<string, string> = SEARCH_ATTRIBUTES;
  const searchAttributes = Object.fromEntries(names.map((name) => [name, TYPES[String(types[name])] ?? 0]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
}

/** ms until all frontends of a server must know new attributes of a namespace: they look for them now and then. */
const TIMEOUT = 120_000;
/** ms between two polls of a frontend. */
const POLL_EVERY = 500;
/** gRPC status of a frontend's answer about an attribute that it doesn't know yet. */
const INVALID_ARGUMENT = 3;

/**
 * Registers the search attributes that the namespace lacks, and resolves once the server takes them.
 *
 * A full server does so only some seconds after it has said that they are registered. A repeat changes nothing. Any
 * other fault of the server's rejects at once.
 */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const missing = await missingSearchAttributes(connection, namespace);
  if (missing.length > 0) await addSearchAttributes(connection, namespace, missing);
  const query = Object.keys(SEARCH_ATTRIBUTES)
    .map((name) => `${name} IS NOT NULL`)
    .join(' AND ');
  for (const end = Date.now() + TIMEOUT; ; ) {
    try {
      await connection.workflowService.countWorkflowExecutions({ namespace, query });
      return;
    } catch (error) {
      const isUnknownYet = isGrpcServiceError(error) && error.code === INVALID_ARGUMENT;
      if (!isUnknownYet || Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, POLL_EVERY));
    }
  }
}
