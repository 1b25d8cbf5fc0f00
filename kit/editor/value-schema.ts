import type { JsonObject } from '../../domain/json';

/** The definitions that all catalogs share: a step's name, and the two ways to take a value. */
export const VALUE_DEFINITIONS: JsonObject = {
  target: { $ref: '#/$defs/name' },
  pointer: {
    type: 'string',
    pattern: '^/(?:steps/[a-z][a-z0-9_]*(?:/.*)?|input/(?:reference|locale)|callbacks/[a-z][a-z0-9_]*)$',
    patternErrorMessage: "A pointer is '/steps/<step>/…', '/input/reference', '/input/locale' or '/callbacks/<step>'.",
    description: 'From the last result of a step, from what the tenant gave, or the address of an event.',
    defaultSnippets: [
      { label: '/steps/<step>/<field>', body: '/steps/$' + '{1:step}/$' + '{2:field}' },
      { label: '/callbacks/<step>', body: '/callbacks/$' + '{1:step}' },
    ],
    examples: ['/input/reference', '/input/locale'],
  },
  'taken value': {
    type: 'object',
    required: ['$'],
    additionalProperties: false,
    properties: {
      $: { $ref: '#/$defs/pointer' },
      or: { description: 'What to take where there is no value there.' },
    },
    defaultSnippets: [
      { label: 'a value of a step', body: { $: '/steps/$' + '{1:step}/$' + '{2:field}' } },
      { label: 'a value of a step, or another', body: { $: '/steps/$' + '{1:step}/$' + '{2:field}', or: '$3' } },
    ],
  },
  'joined value': {
    type: 'object',
    required: ['join'],
    additionalProperties: false,
    properties: {
      join: { type: 'array', minItems: 1, maxItems: 20, description: 'Texts and values, made one text.' },
      or: { description: 'What to take where one of them has no value.' },
    },
  },
};
