import path from 'node:path';
import fc from 'fast-check';
import { CATALOGS } from '../../connectors/catalogs';
import { type CallHandler, ConnectorError, type ScaHandler } from '../../domain/connector';
import type { Json, JsonObject } from '../../domain/json';
import type { CallEffect } from '../../domain/session/events';
import { NEWEST } from '../../domain/session/flags';
import { view } from '../../domain/session/view';
import type { Graph } from '../../domain/skill/graph';
import { loadSkills } from '../../kit/load';
import { projectRoot } from '../../runtime/paths';
import { Drive } from '../domain/drive';
import { contextOf } from './fixture';
import { FAULTS, openStubBank, type Script, type StubBank } from './stub-bank';

let bank: StubBank;
beforeAll(async () => {
  bank = await openStubBank();
});
afterAll(() => bank.close());

const skills = loadSkills(path.join(projectRoot(), 'skills'), CATALOGS);
const graphOf = (name: string): Graph => skills.get(name)?.graph as Graph;
const FORMS: Record<string, JsonObject> = {
  identify: { psu_id: 'ana' },
  payment: {
    psu_id: 'ana',
    creditor_name: 'Green Grocer SRL',
    creditor_iban: 'DE89370400440532013000',
    amount: '24.90',
    currency: 'EUR',
  },
};

/** What the user and the tenant do. */
interface Play extends Script {
  skill: string;
  /** Whether the session begins now, or had begun before the newest behaviours were there. */
  isNew: boolean;
  otps: boolean[];
  approves: boolean;
  /** The session is cancelled once so many effects were carried out. */
  cancelAt?: number | undefined;
}

/** Carries out one effect as the worker and the engine do, in a time that passes by itself. */
async function carryOut(drive: Drive, effect: CallEffect): Promise<void> {
  const { operation, phase, args, handle, answer, once, key } = effect;
  if (operation.operation.startsWith('session.')) return void drive.yields({ credentials_id: 'crd' });
  const handler = bank.connector.handlers[operation.operation] as CallHandler | ScaHandler;
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null));
  const total = operation.total || 7 * 86_400_000;
  let left = total;
  for (let number = 1; ; number++) {
    const ctx = contextOf({ key, attempt: { number, ms: operation.attempt, left } });
    const copy = structuredClone(handle ?? null) as Json;
    try {
      if (typeof handler === 'function') return void drive.yields(await handler(given, ctx));
      const state =
        phase === 'begin'
          ? await handler.begin(given, ctx)
          : phase === 'answer'
            ? await handler.answer(copy, answer as never, ctx)
            : phase === 'status'
              ? await handler.status(copy, ctx, once ?? false)
              : await handler.abort(copy, ctx);
      return void drive.yields((state ?? null) as unknown as Json);
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      left -= Math.max(error.retryAfter ?? 0, 1_000 * 1.5 ** number);
      if (error.retryable && left > 0) continue;
      const isCatalogs = error.code.includes('.');
      return void drive.fails(isCatalogs ? error.code : 'error', { uncertain: error.uncertain || error.retryable });
    }
  }
}

async function play(script: Play): Promise<Drive> {
  bank.play(script);
  const drive = new Drive(graphOf(script.skill), script.isNew ? NEWEST : {});
  const otps = [...script.otps];
  for (let done = 0; drive.session.waiting.kind !== 'closed'; done++) {
    if (done > 300) throw new Error('the session does not end');
    if (script.cancelAt === done) drive.cancel();
    const { waiting, running, step } = drive.session;
    if (running.length > 0) await carryOut(drive, drive.running());
    else if (waiting.kind === 'form' && waiting.form === 'challenge')
      drive.submit({ otp: (otps.shift() ?? true) ? '123456' : '000000' });
    else if (waiting.kind === 'form') drive.submit(FORMS[step] ?? { action: 'accept' });
    else if (waiting.kind === 'redirect') {
      bank.decide(script.approves);
      drive.back(script.approves ? 'ok' : 'nok');
    } else drive.pass(60_000);
  }
  return drive;
}

/** A session of before shows its end at once, so its cancellation is promised at banks that carry it out only. */
const possible = (play: Play): Play => (play.isNew ? play : { ...play, cancellation: 'done' });

const script: fc.Arbitrary<Play> = fc
  .record({
    skill: fc.constantFrom(
      ...['xyz_aisp_sbx_#1.2', 'xyz_pisp_sbx_#1.2', 'xyz_aisp_sbx_#1.1', 'xyz_pisp_sbx_#1.1'],
      ...['xyz_aisp_sbx_#1.0', 'xyz_pisp_sbx_#1.0'],
    ),
    isNew: fc.boolean(),
    approach: fc.constantFrom('EMBEDDED' as const, 'REDIRECT' as const),
    faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 25 }),
    lag: fc.nat(4),
    others: fc.nat(3),
    otps: fc.array(fc.boolean(), { maxLength: 4 }),
    approves: fc.boolean(),
    cancelAt: fc.option(fc.nat(14), { nil: undefined }),
    cancellation: fc.constantFrom('done' as const, 'by_sca' as const, 'not_done' as const),
    afterwards: fc.record({
      after: fc.nat(6),
      as: fc.constantFrom('approved' as const, 'declined' as const, 'lapsed' as const),
    }),
  })
  .map(possible);

const OPEN = new Set(['received', 'RCVD']);
const GIVEN = new Set(['valid', 'ACSP', 'partiallyAuthorised', 'PATC']);

describe('For any order of lost, late, refused and lagging answers', () => {
  test('the end of the session and the bank’s final state agree, and nothing that the session keeps is undone', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (given) => {
        const { session } = await play(given);
        const resources = [...bank.resources.values()];
        const standing = resources.filter(({ status }) => GIVEN.has(status));
        if (session.status === 'COMPLETED') {
          expect(standing).toHaveLength(1);
          expect(standing[0]).toMatchObject({ deleted: 0 });
        } else if (standing.length > 0) {
          // What could not be taken back is told, never claimed.
          expect(['not_undone', 'undo_failed']).toContain(view(session).reason?.code);
        } else {
          // Nothing may happen any more, and nothing did: no page on which its user was is still open.
          expect(view(session).reason?.code).not.toBe('not_undone');
          expect(resources.filter(({ status, sca }) => OPEN.has(status) && sca.length > 0)).toEqual([]);
        }
      }),
      { numRuns: 250 },
    );
  }, 120_000);

  test('a code goes to the bank once for each time that the user typed it, and a payment is made once', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (given) => {
        const { session, effects } = await play(given);
        const typed = effects.filter((effect) => effect.do === 'call' && effect.phase === 'answer').length;
        const puts = bank.asked.filter(
          ({ method, body }) => method === 'PUT' && body.includes('scaAuthenticationData'),
        );
        expect(puts.length).toBeLessThanOrEqual(typed);
        const payments = [...bank.resources.values()].filter(({ kind }) => kind === 'payments');
        const paySteps = (session.visits.pay ?? 0) + (session.visits.initiate ?? 0);
        expect(payments.length).toBeLessThanOrEqual(paySteps);
      }),
      { numRuns: 100 },
    );
  }, 120_000);
});
