import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BundleOptions, bundleWorkflowCode, type Logger } from '@temporalio/worker';

/**
 * Options of the SDK's bundler for the workflow's code: all sessions of a worker share one copy of it (ADR 14).
 *
 * The SDK runs a workflow's modules anew for each session, unless they are named here. Ours hold nothing but functions
 * and constants.
 */
export function bundleOf(workflowsPath: string): BundleOptions {
  const beside = (name: string) => path.join(path.dirname(workflowsPath), `${name}${path.extname(workflowsPath)}`);
  const payloadConverterPath = beside('payload-converter');
  const runAhead = beside('run-ahead');
  return {
    workflowsPath,
    payloadConverterPath,
    workflowInterceptorModules: [runAhead],
    preloadModules: [workflowsPath, payloadConverterPath, runAhead],
  };
}

/**
 * Bundles the workflow's code as Temporal runs it, unless that has been done before.
 *
 * Bundling takes seconds, so its outcome is kept beside the compiled code, under the hash of all that goes into it.
 * Where that folder can't be written, as in a container, the bundle is made anew at each start.
 */
export async function workflowBundle(
  compiled: string,
  logger: Logger,
  entry: 'onboarding' | 'background' = 'onboarding',
): Promise<{ codePath: string } | { code: string }> {
  const folder = path.join(compiled, '.bundles');
  const codePath = path.join(folder, `${entry}-${fingerprint(compiled)}.js`);
  if (existsSync(codePath)) return { codePath };
  const workflowsPath = path.join(compiled, 'workflows', `${entry}.js`);
  const options = entry === 'onboarding' ? bundleOf(workflowsPath) : { workflowsPath };
  const { code } = await bundleWorkflowCode({ ...options, logger });
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
