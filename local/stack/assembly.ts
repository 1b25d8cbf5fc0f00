import type { Home } from './home';
import type { StackOptions } from './options';
import { Part, type Report } from './part';
import { apiPart, sandboxPart, workerPart } from './processes';
import { sandboxBanks } from './sandbox-banks';
import { mongoPart, temporalPart } from './servers';
import { FreePorts } from './stack-ports';
import { Supervisor } from './supervisor';

/** The parts of one stack, none of them started, and what they are given. */
export type Assembly = ReturnType<typeof assemble>;

/** Assembles the parts of a stack on a home. Servers that run elsewhere are none of them. */
export function assemble(home: Home, options: StackOptions) {
  const report: Report = options.report ?? (() => {});
  const given = { ...process.env, ...options.env };
  const namespace = given.TEMPORAL_NAMESPACE || 'default';
  const ports = new FreePorts(home);
  const where = { home, ports, report };
  let fail: (error: Error) => void = () => {};
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });

  const supervisor = options.keepRunning ? new Supervisor({ report, giveUp: fail }) : undefined;
  const onDeath = (part: Part, error: Error): void => {
    if (supervisor) void supervisor.died(part, error);
    else fail(error);
  };

  const temporalPorts = { port: options.temporal, uiPort: options.temporalUi, metricsPort: options.temporalMetrics };
  const verifierSecret = home.secret('verifier-secret', 'base64', 'whsec_');
  const temporal = temporalPart(where, temporalPorts, namespace);
  const mongo = mongoPart(where, options.mongo);
  const sandbox = sandboxPart(where, options, verifierSecret);
  const env = (): NodeJS.ProcessEnv => ({
    ...options.env,
    TEMPORAL_ADDRESS: given.TEMPORAL_ADDRESS || temporal.at.address,
    TEMPORAL_NAMESPACE: namespace,
    MONGODB_URI: given.MONGODB_URI || mongo.at.uri,
    VESTIBULE_SECRET: given.VESTIBULE_SECRET || home.secret('secret', 'base64url'),
    PUBLIC_URL: given.PUBLIC_URL || api.at.url,
    WEBHOOK_ALLOW_LOOPBACK: given.WEBHOOK_ALLOW_LOOPBACK || 'true',
    GRAPHQL_EXPLORER: given.GRAPHQL_EXPLORER || 'true',
    XYZ_SBX_BANK_URL: given.XYZ_SBX_BANK_URL || `${sandbox.at.bankUrl}/psd2`,
    ...(given.XYZ_SBX_BANK_URL ? {} : sandboxBanks(sandbox.at.bankUrl)),
    XYZ_SBX_VERIFIER_URL: given.XYZ_SBX_VERIFIER_URL || sandbox.at.verifierUrl,
    XYZ_SBX_VERIFIER_SECRET: given.XYZ_SBX_VERIFIER_SECRET || verifierSecret,
  });
  const api = apiPart(where, options.port, env);
  const worker = workerPart(where, env);

  const servers = [
    ...(given.TEMPORAL_ADDRESS ? [] : [new Part(temporal.spec, onDeath)]),
    ...(given.MONGODB_URI ? [] : [new Part(mongo.spec, onDeath)]),
  ];
  const processes = {
    api: new Part(api.spec, onDeath),
    worker: new Part(worker.spec, onDeath),
    sandbox: new Part(sandbox.spec, onDeath),
  };
  return {
    home,
    ports,
    report,
    namespace,
    /** Environment of this process, with what the caller added. */
    given,
    /** Environment of worker and API; complete once the servers and the sandbox run. */
    env,
    failed,
    /** Nothing is started again any more. */
    stopSupervising: () => supervisor?.stop(),
    parts: { ...processes, servers, all: [...Object.values(processes), ...servers] },
    claimApiPort: api.claim,
    at: { temporal: temporal.at, mongo: mongo.at, sandbox: sandbox.at, api: api.at },
  };
}
