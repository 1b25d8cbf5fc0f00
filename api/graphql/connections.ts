import type { Warning } from '../../domain/connector';
import type { Builder } from './builder';
import type { RestType, RestTypes } from './rest-types';

/** A page of a list, as a connection shows it. */
export interface Slice {
  nodes: object[];
  /** Of each node, where it has one; the list goes on after it. */
  cursors: (string | null)[];
  hasNextPage: boolean;
  warnings?: Warning[] | undefined;
}

/** A page of REST as a slice: its cursor is that of the last row, and rows in between have none. */
export const slice = <T extends object>(data: T[], next: string | null, warnings?: Warning[]): Slice => ({
  nodes: data,
  cursors: data.map((_, index) => (index === data.length - 1 ? next : null)),
  hasNextPage: next !== null,
  warnings,
});

/** Makes the connection type of a list (Relay). `warnings`: the list has them, as over REST. */
export function connection(builder: Builder, node: RestType, name: string, warnings?: RestTypes['Warning']) {
  const edge = builder.objectRef<{ node: object; cursor: string | null }>(`${name}Edge`).implement({
    fields: (t) => ({
      node: t.field({ type: node, nullable: false, resolve: (parent) => parent.node }),
      cursor: t.exposeString('cursor', { description: 'For `after`. Null where the list can’t go on from here.' }),
    }),
  });
  return builder.objectRef<Slice>(`${name}Connection`).implement({
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        nullable: false,
        resolve: ({ nodes, cursors }) => nodes.map((each, index) => ({ node: each, cursor: cursors[index] ?? null })),
      }),
      nodes: t.field({ type: [node], nullable: false, resolve: (parent) => parent.nodes }),
      pageInfo: t.field({
        type: builder.pageInfoRef(),
        nullable: false,
        resolve: ({ cursors, hasNextPage }) => ({
          hasNextPage,
          hasPreviousPage: false,
          startCursor: cursors[0] ?? null,
          endCursor: cursors.at(-1) ?? null,
        }),
      }),
      ...(warnings && {
        warnings: t.field({
          type: [warnings],
          description: 'What had to be left out or guessed, and where.',
          resolve: (parent) => parent.warnings,
        }),
      }),
    }),
  });
}
