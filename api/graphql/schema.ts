import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { createBuilder } from './builder';
import { addData, findClaimedAccount, readClaimed } from './data';
import { addMutations } from './mutations';
import { addQueries, readSkill, readState, stepsOf } from './queries';
import { restTypes } from './rest-types';
import { addSubscriptions } from './subscriptions';
import { addWebhooks } from './webhooks';

/** The schema of `/graphql`. */
export function createSchema(): GraphQLSchema {
  const builder = createBuilder();
  builder.queryType({ description: 'What a tenant’s server may read.' });
  builder.mutationType({ description: 'The session protocol. Each is the REST call of the same name.' });
  builder.subscriptionType({ description: 'What changes, as server-sent events.' });
  const types = restTypes(builder, {
    Skill: { node: { id: ({ skill }) => skill, find: readSkill }, resolve: { steps: stepsOf } },
    SessionState: {
      node: { id: ({ session_id }) => session_id, find: readState },
      // What comes next says where files go, for which it needs to know its session.
      resolve: { next: ({ next, session_id }) => ({ ...next, session_id }) },
    },
    Credentials: {
      node: {
        id: ({ credentials_id }) => credentials_id,
        find: (id, context) => readClaimed(context.claim(id), context),
      },
    },
    Account: { node: { id: ({ account_id }) => account_id, find: findClaimedAccount } },
  });
  builder.objectField(types.Next, 'uploadUrl', (t) =>
    t.string({
      description:
        'Where the files of `uploads` go, over REST: `multipart/form-data` with the fields `client_id` and `nonce`, ' +
        'then the files.',
      resolve: (parent, _args, { services }) => {
        const {
          uploads = [],
          session_id,
          step_id,
        } = parent as { uploads?: object[]; session_id: string; step_id?: string };
        if (uploads.length === 0 || step_id === undefined) return null;
        return `${services.settings.public_url}/sessions/${session_id}/steps/${step_id}/upload`;
      },
    }),
  );
  addQueries(builder, types);
  addData(builder, types);
  addMutations(builder, types);
  addWebhooks(builder, types);
  addSubscriptions(builder, types);
  return builder.toSchema();
}

/** Counts the changes that break tenants’ documents: `npm run docs` refuses one until this is a new one. */
const SCHEMA_VERSION = 1;

/** The schema as text (SDL), in the order of its names. */
export const schemaText = (): string =>
  `# Version ${SCHEMA_VERSION}\n\n${printSchema(lexicographicSortSchema(createSchema()))}\n`;
