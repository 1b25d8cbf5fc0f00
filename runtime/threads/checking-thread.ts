import path from 'node:path';
import { parentPort } from 'node:worker_threads';
import { CATALOGS } from '../../connectors/catalogs';
import { createChecker } from '../../kit/checker';
import { projectRoot } from '../paths';
import type { CheckAnswer, CheckRequest } from './checking';

/*
 * The program of the thread that checks documents, one at a time.
 */

const check = createChecker(path.join(projectRoot(), 'skills'), CATALOGS);

parentPort?.on('message', ({ document, file }: CheckRequest) => {
  const { findings, skill } = check(document, file);
  parentPort?.postMessage({ findings, ...(skill ? { skill } : {}) } satisfies CheckAnswer);
});
