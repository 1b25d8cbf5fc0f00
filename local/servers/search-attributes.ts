import { type Connection, isGrpcServiceError } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes';

/** Temporal's `IndexedValueType`. */
const TYPES: Record<string, number> = { Keyword: 2, Datetime: 6 };

/** Those of the project's search attributes that the namespace does not know. */
export async function missingSearchAttributes(connection: Connection, namespace: string): Promise<string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return Object.keys(SEARCH_ATTRIBUTES).filter((name) => !(name in (customAttributes ?? {})));
}

/**
 * Adds search attributes by name, all of the project's unless told. A full server refuses those that it knows already.
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

/** ms. A server's frontends look for new attributes of a namespace now and then. */
const PATIENCE = 120_000;
const LOOK_EVERY = 500;
/** What a frontend says to an attribute that it doesn't know yet (gRPC). */
const INVALID_ARGUMENT = 3;

/**
 * Registers those search attributes that the namespace lacks; resolves once the server takes them, which a full one
 * does only some seconds after it has said that they are registered. May be called again and again. Rejects at once
 * with any other fault of the server's.
 */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const missing = await missingSearchAttributes(connection, namespace);
  if (missing.length > 0) await addSearchAttributes(connection, namespace, missing);
  const query = Object.keys(SEARCH_ATTRIBUTES)
    .map((name) => `${name} IS NOT NULL`)
    .join(' AND ');
  for (const end = Date.now() + PATIENCE; ; ) {
    try {
      await connection.workflowService.countWorkflowExecutions({ namespace, query });
      return;
    } catch (error) {
      const isUnknownYet = isGrpcServiceError(error) && error.code === INVALID_ARGUMENT;
      if (!isUnknownYet || Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    }
  }
}
