import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openapiDocument } from '../api/openapi/document';
import { projectRoot } from '../runtime/paths';
import { sdkTypes } from './sdk/types';

writeFileSync(path.join(projectRoot(), 'sdk', 'src', 'types.ts'), sdkTypes(openapiDocument()));
