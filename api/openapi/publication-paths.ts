import type { PublicationState } from '../../service/publication/publication-state';
import { answer, json, type OpenApiOperation, pathParameter, query } from './operation';
import {
  boolean,
  describes,
  integer,
  list,
  object,
  oneOf,
  optional,
  type Part,
  page,
  ref,
  requiring,
  strict,
  string,
  text,
  time,
} from './schemas';

const SHA256 = '^[0-9a-f]{64}$';
const digest = string({ pattern: SHA256, description: 'SHA-256 (hex) of the canonical document, without its name.' });
const count = integer({ minimum: 0, maximum: 100_000 });
const counted = { ...object({ covered: count, of: count }), additionalProperties: false };
const coverage = {
  ...optional(
    {
      digest,
      steps: counted,
      branches: counted,
      outcomes: counted,
      waived: list(
        { ...object({ at: text(500), why: text(500) }), additionalProperties: false },
        { maxItems: 500, description: 'Places that no test comes by, and why that is right.' },
      ),
    },
    'waived',
  ),
  additionalProperties: false,
  description: 'What the tests of the skill have covered, as `vestibule skill test` counts it.',
};
const waiver = {
  ...optional(
    {
      reason: text(500, { description: 'Why it is published without tests of all.' }),
      by: text(80, { description: 'The team or role that answers for it; no name of a person.' }),
    },
    'by',
  ),
  additionalProperties: false,
};
export const texts: Part = {
  type: 'object',
  maxProperties: 50,
  propertyNames: { pattern: '^[A-Za-z]{2,8}([_-][A-Za-z0-9]{1,8})*$', maxLength: 35 },
  additionalProperties: {
    type: 'object',
    maxProperties: 2_000,
    additionalProperties: { type: 'string', minLength: 1, maxLength: 1_000 },
  },
  description: 'Translations: locale → address → text.',
};
const publisher = object({ servicer: string(), key: string({ description: 'The name of the servicer’s key.' }) });

/** A published skill. */
export const publication = describes<PublicationState>()(
  optional(
    {
      skill: string(),
      digest,
      state: oneOf(['published', 'retired']),
      published_at: time('When.'),
      by: publisher,
      retired_at: time('When it was retired.'),
      retired_by: publisher,
      coverage,
      waiver,
      served: boolean({
        description: 'Whether sessions can begin with it: it is not retired, and a bank is bound to its catalog.',
      }),
    },
    'retired_at',
    'retired_by',
    'coverage',
    'waiver',
  ),
);
const PUBLICATION = ref('Publication', publication);

const BY_KEY: Part[] = [{ servicer: [] }];
const SKILL = pathParameter('skill', text(80), 'The skill’s name; `#` is `%23` in a URL.');
const KEY_ERRORS: OpenApiOperation['errors'] = ['servicer_key_invalid', 'database_unavailable'];
const twoAnswers = (created: string): Part => ({
  201: { description: created, ...json(PUBLICATION) },
  200: { description: 'It was so already; nothing has changed.', ...json(PUBLICATION) },
});

export const publishSkill: OpenApiOperation = {
  method: 'post',
  path: '/catalog',
  id: 'publishSkill',
  tag: 'Publication',
  summary: 'Publish a sandbox skill',
  description:
    'Every process serves it within 2 s. The document is sent as text, so that a fault names its line and column. The ' +
    'same again changes nothing; a name that is published never gets another document.',
  body: json(
    strict(['document'], {
      document: text(200_000, { description: 'The text of the document, as its author wrote it.' }),
      texts,
      coverage,
      waiver,
    }),
  ),
  success: twoAnswers('Published.'),
  errors: [
    'skill_invalid',
    'promotion_needed',
    'provider_forbidden',
    'skill_bundled',
    'skill_changed',
    'version_too_small',
    'coverage_missing',
    'catalog_full',
    ...KEY_ERRORS,
  ],
  security: BY_KEY,
};

export const listPublications: OpenApiOperation = {
  method: 'get',
  path: '/catalog/published',
  id: 'listPublications',
  tag: 'Publication',
  summary: 'List what the servicer has published',
  parameters: [
    query('limit', { type: 'integer', minimum: 1, maximum: 200 }, 'Skills a page; 50 by default.'),
    query('cursor', text(80), 'From the page before.'),
  ],
  success: answer('A page of published skills, retired ones among them.', page(PUBLICATION)),
  errors: KEY_ERRORS,
  security: BY_KEY,
};

export const promoteSkill: OpenApiOperation = {
  method: 'post',
  path: '/catalog/{skill}/promote',
  id: 'promoteSkill',
  tag: 'Publication',
  summary: 'Publish a sandbox skill for production',
  description: 'The very document that was published for the sandbox, under the production name.',
  parameters: [SKILL],
  body: json(strict(['digest'], { digest })),
  success: twoAnswers('In production.'),
  errors: [
    'publication_not_found',
    'promotion_needed',
    'skill_changed',
    'skill_retired',
    'skill_bundled',
    ...KEY_ERRORS,
  ],
  security: BY_KEY,
};

export const retireSkill: OpenApiOperation = {
  method: 'post',
  path: '/catalog/{skill}/retire',
  id: 'retireSkill',
  tag: 'Publication',
  summary: 'Retire a skill',
  description: 'No new session begins with it, and no catalog lists it. Sessions that are open go on.',
  parameters: [SKILL],
  body: json({
    ...requiring([], { undo: boolean({ description: 'Takes the retirement back.' }) }),
    additionalProperties: false,
  }),
  success: answer('Retired; or, with `undo`, published again.', PUBLICATION),
  errors: ['publication_not_found', 'skill_bundled', ...KEY_ERRORS],
  security: BY_KEY,
};
