import { catalogFile, handlersFile, readmeFile } from './connector-files';
import type { Names } from './names';
import { sandboxFile } from './sandbox-file';
import { testFile } from './test-file';

/** What is still to be done by hand, with the lines to add and where. */
export const linesToAdd = ({ name, type, setting }: Names): string[] => [
  `\`connectors/catalogs.ts\`: add \`...${name}Operations\` to the operations of the provider's catalog.`,
  `\`connectors/settings.ts\`: read \`URL\` of the partner into \`Binding\`, as \`${name}Url?: URL\`, by \`baseUrl\`.`,
  `\`connectors/providers.ts\`, \`bind\`: add \`...${name}Handlers(binding.${name}Url, http)\` to the handlers.`,
  `\`sandbox/listen.ts\`: listen with \`create${type}(ledger)\`, as for the verifier.`,
  `\`local/stack/assembly.ts\`: hand its address on as \`XYZ_SBX_${setting}_URL\`.`,
  '`docs/operating.md`, *Banks*: say what the setting is.',
  '`npm run docs`, then `.ci/run`.',
];

/** The files of a new connector: path below the project → content. */
export const scaffold = (names: Names): Record<string, string> => ({
  [`connectors/${names.name}/catalog.ts`]: catalogFile(names),
  [`connectors/${names.name}/handlers.ts`]: handlersFile(names),
  [`connectors/${names.name}/README.md`]: readmeFile(names, linesToAdd(names)),
  [`sandbox/${names.name}/app.ts`]: sandboxFile(names),
  [`test/connectors/${names.name}.test.ts`]: testFile(names),
});
