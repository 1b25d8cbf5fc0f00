import SchemaBuilder from '@pothos/core';
import RelayPlugin from '@pothos/plugin-relay';
import { GraphQLError } from 'graphql';
import type { Json } from '../../domain/json';
import type { GraphContext } from './context';

interface Types {
  Context: GraphContext;
  Scalars: {
    JSON: { Input: Json; Output: unknown };
    Secret: { Input: string; Output: string };
    ID: { Input: string; Output: string };
  };
}

/** Builds the schema. One for each assembly, for Pothos keeps what it was told. */
export function createBuilder() {
  const builder = new SchemaBuilder<Types>({
    plugins: [RelayPlugin],
    relay: { nodesQueryOptions: false },
  });
  builder.scalarType('JSON', {
    description: 'Any JSON value. Names inside it are as others define them: a skill, a form, a bank.',
    serialize: (value) => value,
    parseValue: (value) => value as Json,
  });
  builder.scalarType('Secret', {
    description: 'A key or token. It is given by a variable only, for the texts of queries end up in logs.',
    serialize: (value) => value,
    parseValue(value) {
      if (typeof value === 'string' && value.length > 0 && value.length <= MAX_SECRET) return value;
      throw new GraphQLError(`A secret is a text of 1 to ${MAX_SECRET} characters.`);
    },
    parseLiteral() {
      throw new GraphQLError('Give a secret by a variable: the texts of queries end up in logs.');
    },
  });
  return builder;
}

const MAX_SECRET = 2_048;

export type Builder = ReturnType<typeof createBuilder>;
