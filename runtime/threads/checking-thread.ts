import path from 'node:path';
import { parentPort } from 'node:worker_threads';
import { CATALOGS } from '../../connectors/catalogs';
import { createCheckBeside } from '../../kit/check-beside';
import { projectRoot } from '../paths';
import type { CheckAnswer, CheckRequest } from './checking';

/*
 * The program of the thread that checks documents, one at a time.
 */

const beside = createCheckBeside(path.join(projectRoot(), 'skills'), CATALOGS);
/** Of documents that bring nothing along: most. */
const { check } = beside({});

parentPort?.on('message', ({ document, file, catalogs }: CheckRequest) => {
  const { findings, skill } = (catalogs ? beside(catalogs).check : check)(document, file);
  parentPort?.postMessage({ findings, ...(skill ? { skill } : {}) } satisfies CheckAnswer);
});
