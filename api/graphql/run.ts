import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  getOperationAST,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { GraphContext } from './context';
import { checkCost, comparisonLimit, documentLimits } from './limits';
import { createSchema } from './schema';
import type { Item } from './subscriptions';

/** A call's body. */
export interface GraphRequest {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
}

/** One item of a stream: its result, and the id after which a client resumes. */
export interface StreamItem {
  id?: string | undefined;
  result: ExecutionResult;
  /** The same object for the same result, whoever it goes to: what is made of it is made once. */
  shared: object;
}

export type RunResult = { result: ExecutionResult } | { items: AsyncIterable<StreamItem> };
export type Run = (request: GraphRequest, context: GraphContext) => Promise<RunResult>;

/**
 * Runs GraphQL documents. `explorer`: introspection is answered, and misspelt names are told what is near.
 * @public loaded with the first call
 */
export function createRun({ explorer }: { explorer: boolean }): Run {
  const yoga = createYoga<GraphContext & Record<string, unknown>>({
    schema: createSchema(),
    // Errors are rendered by the HTTP frame, which knows the call's id and the closed list of codes.
    maskedErrors: false,
    logging: false,
    graphiql: false,
    landingPage: false,
    cors: false,
    multipart: false,
    plugins: [
      documentLimits(!explorer) as unknown as Plugin,
      ...(explorer ? [] : [withoutIntrospection]),
      comparisonLimit,
      costLimit,
      subscribeByItems,
    ],
  });
  // Yoga's own reading of requests and writing of answers are not used: the API's frame does both for every path.
  const request = new Request('http://graphql/graphql', { method: 'POST' });
  return async ({ query, operationName, variables }, context) => {
    const params = {
      query,
      ...(operationName == null ? {} : { operationName }),
      ...(variables == null ? {} : { variables }),
    };
    const result = await yoga.getResultForParams({ params, request }, context as never);
    return isIterable(result) ? { items: result } : { result: result as ExecutionResult };
  };
}

const isIterable = (result: unknown): result is AsyncIterable<StreamItem> =>
  typeof result === 'object' && result !== null && Symbol.asyncIterator in result;

const withoutIntrospection: Plugin = {
  onValidate({ addValidationRule }) {
    addValidationRule(NoSchemaIntrospectionCustomRule);
  },
};

const costLimit: Plugin = {
  onExecute({ args }) {
    checkCost(args.document, args.operationName, args.variableValues ?? {});
  },
  onSubscribe({ args }) {
    checkCost(args.document, args.operationName, args.variableValues ?? {});
  },
};

/** Subscriptions keep the ids of their items, and subscribers who ask the same of one item share its result. */
const subscribeByItems: Plugin = {
  onSubscribe({ setSubscribeFn }) {
    setSubscribeFn(subscribe as never);
  },
};

async function subscribe(args: ExecutionArgs): Promise<ExecutionResult | AsyncIterable<StreamItem>> {
  const source = await createSourceEventStream(args);
  return Symbol.asyncIterator in source
    ? answerItems(args, source as AsyncIterable<Item>)
    : (source as ExecutionResult);
}

async function* answerItems(args: ExecutionArgs, source: AsyncIterable<Item>): AsyncGenerator<StreamItem, void> {
  const key = selectionKey(args);
  const context = args.contextValue as GraphContext;
  for await (const item of source) {
    const answer = () => execute({ ...args, rootValue: item, contextValue: context.anew() });
    const result = await (item.shared ? shareResult(args.document, key, item.shared, answer) : answer());
    yield { id: item.id, result, shared: result };
  }
}

/** By item, document, and the variables that its result depends on. */
const results = new WeakMap<object, WeakMap<DocumentNode, Map<string, Promise<ExecutionResult>>>>();

function shareResult(
  document: DocumentNode,
  key: string,
  item: object,
  answer: () => ExecutionResult | Promise<ExecutionResult>,
): Promise<ExecutionResult> {
  const ofItem = results.get(item) ?? new WeakMap<DocumentNode, Map<string, Promise<ExecutionResult>>>();
  results.set(item, ofItem);
  const ofDocument = ofItem.get(document) ?? new Map<string, Promise<ExecutionResult>>();
  ofItem.set(document, ofDocument);
  const known = ofDocument.get(key) ?? Promise.resolve(answer());
  ofDocument.set(key, known);
  return known;
}

/** The operation's name, and the variables that are used below its field: where a stream begins changes no item. */
function selectionKey({ document, operationName, variableValues = {} }: ExecutionArgs): string {
  const operation = getOperationAST(document, operationName) as OperationDefinitionNode;
  const used = new Set<string>();
  const note = { Variable: ({ name }: { name: { value: string } }) => void used.add(name.value) };
  for (const selection of operation.selectionSet.selections) {
    if (selection.kind === Kind.FIELD && selection.selectionSet) visit(selection.selectionSet, note);
    for (const directive of selection.directives ?? []) visit(directive, note);
  }
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) visit(definition, note);
  const values = [...used].sort().map((name) => [name, (variableValues as Record<string, unknown>)[name]]);
  return JSON.stringify([operationName ?? '', values]);
}

/**
 * Errors of a call that none of its fields was carried out for.
 * @public loaded with the first call
 */
export const asGraphQLError = (error: unknown): GraphQLError =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError('failed', error instanceof Error ? { originalError: error } : {});
