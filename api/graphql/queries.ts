import { describeSkill, findSkill, listSkills, type SkillQuery } from '../../service/catalog';
import { skillOrDraft } from '../../service/drafts';
import { readSession } from '../../service/sessions';
import { type EventQuery, listEvents } from '../../service/tenant-events';
import { listEvents as listEventsOperation } from '../openapi/event-paths';
import { describeSkill as describeOperation, listSkills as listOperation } from '../openapi/other-paths';
import { readSession as readOperation } from '../openapi/session-paths';
import { parametersOf } from './arguments';
import type { Builder } from './builder';
import { connection, type Slice, slice } from './connections';
import type { GraphContext } from './context';
import type { RestTypes } from './rest-types';

/** ms that a read of a session can be held. */
const MAX_HOLD = 30_000;

/** A skill of the tenant’s, with its steps. Throws `skill_not_found` and `skill_retired`. */
export const readSkill = (name: string, context: GraphContext) =>
  context.read(`skill/${name}`, async () =>
    describeSkill(await skillOrDraft(context.services, context.caller.tenant, name)),
  );

/** The steps of a skill that a list has given without them. */
export const stepsOf = (skill: { skill: string; steps?: unknown }, { services, caller }: GraphContext) =>
  skill.steps ?? describeSkill(findSkill(services, caller.tenant, skill.skill)).steps;

/** The state of a session. Throws `session_not_found` and `nonce_invalid`. */
export const readState = (session_id: string, context: GraphContext, hold = 0) =>
  context.read(`session/${session_id}/${hold}`, () =>
    readSession(
      context.services,
      context.holder(session_id).ref,
      hold > 0 ? context.wait(Math.min(hold * 1000, MAX_HOLD)) : undefined,
    ),
  );

/** The queries of catalog, sessions and events. */
export function addQueries(builder: Builder, types: RestTypes): void {
  const skills = connection(builder, types.Skill, 'Skill');
  const events = connection(builder, types.TenantEvent, 'Event');
  builder.queryFields((t) => ({
    skills: t.field({
      type: skills,
      description: 'The skills that the tenant has registered, by name. `first`: 50 by default, at most 200.',
      args: {
        first: t.arg.int(),
        after: t.arg.string(),
        type: t.arg.string({ description: '`aisp`, `pisp` or `marketplace`.' }),
        provider: t.arg.string(),
        product: t.arg.string(),
        flavour: t.arg.string({ description: '`production` or `sandbox`.' }),
      },
      resolve: async (_root, args, context) => {
        const { services, caller } = context;
        const query = parametersOf<SkillQuery>(listOperation, { ...args });
        const { data, next_cursor } = await context.read(`skills/${JSON.stringify(query)}`, async () =>
          listSkills(services, caller.tenant, query),
        );
        return slice(data, next_cursor);
      },
    }),
    skill: t.field({
      type: types.Skill,
      description: 'A skill of the tenant’s with the steps that its user meets.',
      args: { skill: t.arg.string({ required: true }) },
      resolve: (_root, args, context) =>
        readSkill(parametersOf<{ skill: string }>(describeOperation, { ...args }).skill, context),
    }),
    session: t.field({
      type: types.SessionState,
      description: 'The state of a session. `wait`: hold the answer until it changes; seconds, at most 30 are held.',
      args: { sessionId: t.arg.id({ required: true }), wait: t.arg.int() },
      resolve: (_root, args, context) => {
        const { session_id, wait } = parametersOf<{ session_id: string; wait?: number }>(readOperation, { ...args });
        return readState(session_id, context, wait);
      },
    }),
    events: t.field({
      type: events,
      description:
        'The tenant’s events of the last 30 days, oldest first. `after`: the id of an event. `since`: such an id or a ' +
        'time (RFC 3339). `first`: 100 by default, at most 1000.',
      args: { first: t.arg.int(), after: t.arg.string(), since: t.arg.string() },
      resolve: async (_root, { first, after, since }, context) => {
        const tenant = context.server();
        const query = parametersOf<EventQuery>(listEventsOperation, { first, since: after ?? since });
        const page = await context.read(`events/${JSON.stringify(query)}`, () =>
          listEvents(context.services, tenant, query),
        );
        return {
          nodes: page.data,
          cursors: page.data.map(({ id }) => id),
          hasNextPage: page.has_more,
        } satisfies Slice;
      },
    }),
  }));
}
