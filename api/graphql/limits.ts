import { EnvelopArmorPlugin } from '@escape.tech/graphql-armor';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  getOperationAST,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** What a document may have. */
export const LIMITS = {
  /** Fields inside one another. Introspection, where it is allowed, is not counted. */
  depth: 14,
  /** Aliases in all. */
  aliases: 30,
  directives: 20,
  tokens: 2_000,
  /** Fields, each as often as the lists around it may be long. */
  cost: 50_000,
};

/** Refuses documents that are too deep, too long, or have too many aliases or directives; hides suggestions. */
export const documentLimits = (hideSuggestions: boolean) =>
  EnvelopArmorPlugin({
    maxDepth: { n: LIMITS.depth, flattenFragments: true },
    maxAliases: { n: LIMITS.aliases, allowList: [] },
    maxDirectives: { n: LIMITS.directives },
    maxTokens: { n: LIMITS.tokens },
    blockFieldSuggestion: { enabled: hideSuggestions },
    // Its costs know nothing of how long lists are.
    costLimit: { enabled: false },
  });

/** How long a list may be where the document doesn’t say. */
const PAGE: Record<string, number> = { skills: 50, transactions: 100, events: 100, accounts: 10, credentialsList: 20 };

/** The cost of an operation with these variables: its fields, each as often as the lists around it may be long. */
export function costOf(
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
): number {
  const fragments = new Map(
    document.definitions
      .filter((each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const known = new Map<string, number>();
  const ofSet = (set: SelectionSetNode | undefined): number => {
    let cost = 0;
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) cost += ofField(selection);
      else if (selection.kind === Kind.INLINE_FRAGMENT) cost += ofSet(selection.selectionSet);
      else cost += ofFragment(selection.name.value);
    }
    return cost;
  };
  // Validation has refused circles. Each fragment is counted once, or spreads of spreads would take for ever.
  const ofFragment = (name: string): number => {
    const cost = known.get(name) ?? ofSet(fragments.get(name)?.selectionSet);
    known.set(name, cost);
    return cost;
  };
  const ofField = (field: FieldNode): number =>
    field.name.value.startsWith('__') ? 1 : 1 + ofSet(field.selectionSet) * lengthOf(field, variables);
  return ofSet(getOperationAST(document, operationName)?.selectionSet);
}

function lengthOf(field: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  const fallback = PAGE[field.name.value];
  if (fallback === undefined) return 1;
  const first = field.arguments?.find(({ name }) => name.value === 'first')?.value;
  const given =
    first?.kind === Kind.INT
      ? Number(first.value)
      : first?.kind === Kind.VARIABLE
        ? Number(variables[first.name.value] ?? fallback)
        : fallback;
  // What is no sensible length is refused by the field itself.
  return Number.isFinite(given) && given > 0 ? given : 1;
}

/** Throws where an operation costs too much. */
export function checkCost(...args: Parameters<typeof costOf>): void {
  const cost = costOf(...args);
  if (cost > LIMITS.cost)
    throw new GraphQLError(
      `The query may cost ${LIMITS.cost} and costs ${cost}: its fields, each as often as the lists around it may be ` +
        'long. Ask for fewer at once, by `first`.',
    );
}
