#!/usr/bin/env bash
# OpenAPI 3.1 in TypeScript: each of four generators makes a type that refuses values its document allows.
#
# Guess    All four have `enum: [expired, null]`, `const: 2` and prefixItems right; they are plain JSON Schema 2020-12.
# Seen     The enum's null is lost in @hey-api/openapi-ts 0.99.0, orval 7.13.2 and swagger-typescript-api 13.13.0; with
#          `type: [string, 'null']` beside the enum by the last only. orval makes the number 2 the text '2'. prefixItems
#          of one item, with `items` for the rest, is an array of one for openapi-typescript 7.13.0 and
#          swagger-typescript-api, of exactly two for hey-api; orval's is right. The document is valid, and no generator
#          fails on it.
# Matters  A client that is generated against a contract fails to compile, or is cast and so loses its types. Write the
#          type beside an enum with null, and no prefixItems for open lists.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >api.yaml <<'END'
openapi: 3.1.0
info: { title: Sessions, version: '1' }
paths:
  /session:
    get:
      operationId: getSession
      responses:
        '200':
          description: A session
          content: { application/json: { schema: { $ref: '#/components/schemas/Session' } } }
components:
  schemas:
    Session:
      type: object
      properties:
        endedAt: { type: [string, 'null'] }
        reason: { enum: [expired, null] }
        typedReason: { type: [string, 'null'], enum: [expired, null] }
        version: { const: 2 }
        steps: { type: array, prefixItems: [{ const: start }], items: { type: string } }
END
cat >check.mjs <<'END'
import fs from 'node:fs';
import ts from 'typescript';
const values = {
  endedAt: 'null', reason: 'null', typedReason: 'null', version: '2',
  'steps of one': "['start']", 'steps of two': "['start', 'a']", 'steps of three': "['start', 'a', 'b']",
};
const types = {
  'openapi-typescript': "import('./a').components['schemas']['Session']",
  'hey-api': "import('./hey/types.gen').Session",
  orval: "import('./orval/api').Session",
  'swagger-typescript-api': "import('./sta/api').Session",
};
for (const [generator, type] of Object.entries(types)) {
  const lines = Object.entries(values).map(([name, value], index) =>
    `export const v${index}: ${type}['${name.split(' ')[0]}'] = ${value};`);
  fs.writeFileSync('check.ts', lines.join('\n'));
  const program = ts.createProgram(['check.ts'], { strict: true, noEmit: true, skipLibCheck: true, types: [] });
  const source = program.getSourceFile('check.ts');
  const lineOf = ({ start }) => source.getLineAndCharacterOfPosition(start).line;
  const bad = program.getSemanticDiagnostics(source).map(lineOf);
  const refused = Object.keys(values).filter((_, index) => bad.includes(index));
  console.log(`${generator} refuses: ${refused.join(', ')}`);
}
END

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund openapi-typescript@7.13.0 @hey-api/openapi-ts@0.99.0 orval@7.13.2 \
  swagger-typescript-api@13.13.0 typescript@5.9.3
{
  npx openapi-typescript api.yaml -o a.ts
  npx openapi-ts -i api.yaml -o hey
  npx orval --input api.yaml --output orval/api.ts --client fetch
  npx swagger-typescript-api generate -p api.yaml -o sta -n api.ts
} >log 2>&1

node check.mjs | tee seen
diff - seen <<'END'
openapi-typescript refuses: steps of two, steps of three
hey-api refuses: reason, steps of one, steps of three
orval refuses: reason, version
swagger-typescript-api refuses: reason, typedReason, steps of two, steps of three
END
