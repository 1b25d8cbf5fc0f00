import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BundleOptions, bundleWorkflowCode, type Logger } from '@temporalio/worker';

/**
 * What the SDK is to make of the workflow's code. It runs a workflow's modules anew for each session, unless they are
 * named here: ours hold nothing but functions and what nobody changes, so all sessions of a worker share one copy (ADR
 * 14).
 */
export const bundleOf = (workflowsPath: string): BundleOptions => ({ workflowsPath, preloadModules: [workflowsPath] });

/**
 * The workflow's code as Temporal runs it. Bundling takes seconds, so its outcome is kept beside the compiled code,
 * under the hash of all that goes into it; where that folder can't be written (a container's), it is made anew at each
 * start.
 */
export async function workflowBundle(
  compiled: string,
  logger: Logger,
): Promise<{ codePath: string } | { code: string }> {
  const folder = path.join(compiled, '.bundles');
  const codePath = path.join(folder, `${fingerprint(compiled)}.js`);
  if (existsSync(codePath)) return { codePath };
  const { code } = await bundleWorkflowCode({ ...bundleOf(path.join(compiled, 'workflows', 'onboarding.js')), logger });
  try {
    mkdirSync(folder, { recursive: true });
    // Renamed when whole: another worker may be starting at the same time.
    const draft = `${codePath}.${process.pid}`;
    writeFileSync(draft, code);
    renameSync(draft, codePath);
    return { codePath };
  } catch (error) {
    logger.debug('the workflow bundle can’t be kept', { code: (error as NodeJS.ErrnoException).code });
    return { code };
  }
}

function fingerprint(compiled: string): string {
  const hash = createHash('sha256')
    .update(require('@temporalio/worker/package.json').version)
    .update(readFileSync(__filename));
  for (const part of ['domain', 'workflows']) {
    for (const file of readdirSync(path.join(compiled, part), { recursive: true, encoding: 'utf8' }).sort()) {
      if (file.endsWith('.js')) hash.update(file).update(readFileSync(path.join(compiled, part, file)));
    }
  }
  return hash.digest('hex').slice(0, 32);
}
