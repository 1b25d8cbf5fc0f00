import { EnvelopArmorPlugin } from '@escape.tech/graphql-armor';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  getOperationAST,
  Kind,
  type SelectionSetNode,
  type ValidationRule,
  visit,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** What a document may have. */
export const LIMITS = {
  /** Fields inside one another. Introspection, where it is allowed, is not counted. */
  depth: 14,
  /** Aliases in all. */
  aliases: 30,
  directives: 20,
  tokens: 2_000,
  /** Times that a document may name one field. GraphQL compares each with each, and gives up after some hundreds. */
  repeats: 200,
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

/** Throws where a document names one field too often. An alias is a name of its own. */
const fieldRepeats: ValidationRule = () => ({
  Document(document) {
    const times = new Map<string, number>();
    visit(document, {
      Field({ alias, name }) {
        const key = (alias ?? name).value;
        times.set(key, (times.get(key) ?? 0) + 1);
      },
    });
    const [field, most] = [...times].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0]);
    if (most > LIMITS.repeats)
      throw new GraphQLError(
        `A document may name a field ${LIMITS.repeats} times, and names \`${field}\` ${most} times.`,
      );
  },
});

/** What validation says when it gives up, in words that tell what to do. */
const GIVEN_UP: Record<string, string> = {
  'Validation aborted.':
    'Whether the fields of this document go together takes more than 500,000 comparisons. Repeat fewer fields, and ' +
    'spread fewer fragments.',
  'Too many validation errors, error limit reached. Validation aborted.':
    'The document has more than 100 errors, of which these are the first 100.',
};

/** Refuses documents whose fields are repeated too often; where validation gives up, the limit is named. */
export const comparisonLimit: Plugin = {
  onValidate({ addValidationRule }) {
    addValidationRule(fieldRepeats);
    return ({ result, setResult }) => {
      const errors = result as GraphQLError[];
      if (!errors.some(({ message }) => message in GIVEN_UP)) return;
      setResult(
        errors.map((error) => (error.message in GIVEN_UP ? new GraphQLError(GIVEN_UP[error.message] ?? '') : error)),
      );
    };
  },
};

/** How long a list may be where the document doesn’t say. */
const PAGE: Record<string, number> = {
  skills: 50,
  transactions: 100,
  events: 100,
  accounts: 10,
  credentialsList: 20,
  webhooks: 50,
  deliveries: 50,
};

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
