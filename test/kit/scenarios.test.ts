import { readFileSync } from 'node:fs';
import { scenarioForms } from '../../cli/skill/scenario-forms';
import { CATALOGS } from '../../connectors/catalogs';
import type { OperationCatalog } from '../../domain/skill/operation-catalog';
import { createChecker } from '../../kit/checker';
import { createStage } from '../../kit/scenarios/acting';
import { coverageOf, isComplete } from '../../kit/scenarios/coverage';
import { explore } from '../../kit/scenarios/explore/explore';
import { createScenarioReader } from '../../kit/scenarios/files';
import { createProver } from '../../kit/scenarios/prove';
import { runScenario } from '../../kit/scenarios/run';
import type { ProvedSkill, Scenario } from '../../kit/scenarios/scenario';
import { inProject } from '../docs/support/page';
import { bundledDocuments } from '../support/bundled-documents';

const check = createChecker(inProject('skills'), CATALOGS);
const prove = createProver(inProject('skills'), CATALOGS, scenarioForms);
const readSkill = (file: string) => check(readFileSync(inProject(file), 'utf8'), file).skill as ProvedSkill;
const catalog = CATALOGS.xyz as OperationCatalog;

const deposit = readSkill('skills/xyz/3.1.json');
const payment = readSkill('skills/xyz_pisp/1.2.json');
const stageOf = (skill: ProvedSkill) => createStage(skill.graph, catalog, scenarioForms(skill));
const run = (scenario: Omit<Scenario, 'name'>, skill = deposit) =>
  runScenario(stageOf(skill), { name: 'a scenario', ...scenario });
const faultsOf = (scenario: Omit<Scenario, 'name'>, skill = deposit) =>
  run(scenario, skill).faults.map(({ pointer, message }) => `${pointer} ${message}`);

describe('Every bundled skill', () => {
  test.each(bundledDocuments())('does what its scenarios say, and they come by all of it: %s', (file) => {
    const { findings, coverage, runs } = prove(readSkill(file), inProject(file));
    expect(findings).toEqual([]);
    expect(coverage.missing).toEqual([]);
    expect(isComplete(coverage.report)).toBe(true);
    expect(runs.length).toBeGreaterThan(5);
  });
});

describe('A scenario', () => {
  test('says nothing where all goes well, and the session comes to its good end', () => {
    expect(faultsOf({ end: { step: 'done', status: 'COMPLETED', credentials: ['deposit_id', 'iban'] } })).toEqual([]);
  });

  test('sees what the user is shown, and what a step asks of the bank', () => {
    const scenario: Omit<Scenario, 'name'> = {
      happens: [
        {
          submit: 'product_form',
          data: { value: '500' },
          expect: { started: [{ call: 'deposit.quote', with: { value: '500' } }] },
        },
        { returns: 'deposit.quote', result: { rate: '1.25' }, expect: { step: 'confirm', shown: { rate: '1.25' } } },
      ],
      end: 'done',
    };
    expect(faultsOf(scenario)).toEqual([]);
  });

  test('gives the user a form’s message, and the partner’s words after a retake', () => {
    const happens = [
      {
        event: 'kyc.decision',
        payload: { decision: 'retake', message: 'Blurred.' },
        expect: { step: 'documents', message: 'Blurred.' },
      },
    ];
    expect(faultsOf({ happens, end: 'done' })).toEqual([]);
  });

  test('keeps sealed values from the screen, and gives them to the operation', () => {
    const happens = [
      { submit: 'documents', data: { holder: 'Ana Pop' }, expect: { status: 'AWAITING_UPLOAD' as const } },
      {
        upload: 'documents',
        files: { id_scan: 1, selfie: 1 },
        expect: { started: [{ call: 'kyc.submit', with: { holder: 'Ana Pop' } }] },
      },
    ];
    expect(faultsOf({ happens, end: 'done' })).toEqual([]);
  });

  test('lets time pass: a step’s, the user’s idle time, and that of a call whose bank is away', () => {
    expect(faultsOf({ happens: [{ passes: 'P5D', at: 'review' }], end: 'rejected' })).toEqual([]);
    expect(faultsOf({ happens: [{ passes: 'P2D', at: 'documents' }], end: 'expired' })).toEqual([]);
    const away = { passes: 'PT30S', at: 'hold', expect: { step: 'failed' } };
    expect(faultsOf({ happens: [away], end: { step: 'failed', undone: ['deposit.release'] } })).toEqual([]);
  });

  test('follows an authorisation by each approach, and to its refusal', () => {
    const challenge = {
      returns: 'deposit.authorise',
      result: { state: 'challenge' },
      expect: { status: 'AWAITING_STEP' as const },
    };
    expect(faultsOf({ happens: [challenge, { submit: 'sign', data: { otp: '1' } }], end: 'done' })).toEqual([]);
    const decoupled = {
      returns: 'deposit.authorise',
      result: { state: 'decoupled' },
      expect: { status: 'AWAITING_USER' as const },
    };
    expect(faultsOf({ happens: [decoupled], end: 'done' })).toEqual([]);
    const refused = { back: 'sign', way: 'nok' as const };
    expect(faultsOf({ happens: [refused, refused, refused], end: 'rejected' })).toEqual([]);
    const nobody = { passes: 'PT10M', at: 'sign' };
    expect(faultsOf({ happens: [nobody, { at: 'resume', expect: { status: 'AWAITING_STEP' } }], end: 'done' })).toEqual(
      [],
    );
  });

  test('is told what was expected and what was, for each member that differs', () => {
    const happens = [{ submit: 'product_form', expect: { step: 'confirm', started: ['deposit.hold'] } }];
    expect(faultsOf({ happens, end: { step: 'rejected', undone: ['deposit.release'] } })).toEqual([
      '/happens/0/expect/step Expected step to be "confirm", and it was "quote".',
      '/happens/0/expect/started Expected started to be ["deposit.hold"], and it was ["deposit.quote"].',
      '/end/step Expected step to be "rejected", and it was "done".',
      '/end/undone Expected undone to be ["deposit.release"], and it was [].',
    ]);
  });

  test('can’t have an operation answer what its catalog doesn’t allow', () => {
    const answer = (result: object) =>
      faultsOf({ happens: [{ returns: 'deposit.quote', result: result as never }], end: 'done' });
    expect(answer({ rate: 3 })).toEqual(["/happens/0 The answer of 'deposit.quote' can't be: /rate must be string."]);
    expect(answer({ colour: 'red' })).toHaveLength(1);
    const code = faultsOf({ happens: [{ fails: 'deposit.quote', code: 'deposit.declined' }], end: 'done' });
    expect(code[0]).toContain("it never fails by 'deposit.declined': deposit.terms_unavailable, error");
    const event = faultsOf({ happens: [{ event: 'kyc.decision', payload: { decision: 'perhaps' } }], end: 'done' });
    expect(event[0]).toContain('/decision must be equal to one of the allowed values');
  });

  test('can’t have a user submit what the API would refuse', () => {
    const happens = [{ submit: 'product_form', data: { value: '12', period: '7' } }];
    expect(faultsOf({ happens, end: 'done' }).map((fault) => fault.split(':')[0])).toEqual([
      "/happens/0 The submission of 'product_form' can't be",
      "/happens/0 The submission of 'product_form' can't be",
    ]);
  });

  test('says when something never happens, and where the session is instead', () => {
    expect(faultsOf({ happens: [{ fails: 'deposit.release' }], end: 'done' })).toEqual([
      "/happens/0 The failure of 'deposit.release' by 'error' never happens: the session has ended at 'done' (COMPLETED) before it can.",
    ]);
  });

  test('is done within milliseconds', () => {
    const { last } = run({ happens: [{ repeat: 190, happens: [{ passes: 'PT15M', at: 'confirm' }] }], end: 'done' });
    expect(last.session.visits.confirm).toBe(191);
  });
});

describe('A file of scenarios', () => {
  const read = createScenarioReader(inProject('skills'));
  const findingsOf = (text: string) =>
    read(text, 'a.json').findings.map(
      ({ line, column, pointer, message }) => `${line}:${column} ${pointer} ${message}`,
    );

  test('that is wrong is told so by line and column, one sentence a mistake', () => {
    const text = [
      '{ "scenarios": [',
      '  { "name": "one", "end": "done", "happens": [',
      '    { "submits": "terms" },',
      '    { "passes": "P1M" }',
      '  ] },',
      '  { "name": "two", "ends": "done" },',
      '  { "name": "three", "end": { "stop": "done" } }',
      '] }',
    ].join('\n');
    expect(findingsOf(text)).toEqual([
      '3:5 /scenarios/0/happens/0 It has to be exactly one of: submit, upload, returns, fails, event, back, passes, cancel, repeat, or at with expect; and nothing else.',
      "6:3 /scenarios/1 It lacks 'end'.",
      "6:20 /scenarios/1/ends There is no member 'ends' here.",
      expect.stringMatching(/^7:22 .scenarios.2.end It has none of the forms/),
    ]);
  });

  test('that says something twice, or is no JSON, is told so as a document is', () => {
    expect(findingsOf('{ "scenarios": [],\n  "scenarios": [] }')).toEqual([
      expect.stringMatching(/^2:3 .scenarios .*'scenarios'/),
    ]);
    expect(findingsOf('{ "scenarios": [ } ')).toEqual([expect.stringMatching(/^1:18 /)]);
  });

  test('has durations that are some, and is JSON of at most 1 MiB', () => {
    const wrong = '{"scenarios": [{"name": "x", "end": "y", "happens": [{"passes": "P1M"}]}]}';
    expect(findingsOf(wrong)).toEqual([
      "1:65 /scenarios/0/happens/0/passes 'P1M' is not a duration of weeks to seconds, like 'P14D' or 'PT15M'.",
    ]);
    expect(findingsOf('{')).toHaveLength(1);
    expect(findingsOf(' '.repeat(1024 * 1024 + 1))).toEqual(['1:1  A file of scenarios has at most 1 MiB.']);
  });
});

describe('Coverage', () => {
  test('counts steps, branches and outcomes, and lists what is missing with its place', () => {
    const { last } = run({ end: 'done' });
    const { report, missing } = coverageOf(deposit.definition, deposit.digest, [last]);
    expect(report).toEqual({
      digest: deposit.digest,
      steps: { covered: 10, of: 17 },
      branches: { covered: 9, of: 15 },
      outcomes: { covered: 0, of: 19 },
      waived: [],
    });
    expect(missing.map(({ pointer }) => pointer)).toContain('/steps/quote/on/deposit.terms_unavailable');
  });

  test('tells an outcome that the step names from one that the document names', () => {
    const { last } = run({ happens: [{ fails: 'deposit.quote' }], end: 'failed' });
    expect([...coverageOf(deposit.definition, deposit.digest, [last]).covered]).toContain('/on/error');
  });

  test('is whole with a waiver for what no session can come by, and says when a waiver is of no use', () => {
    const { last } = run({ end: 'done' });
    const waivers = ['/steps/sign_at_bank', '/steps/done', '/steps/nowhere'].map((at) => ({ at, why: 'A reason.' }));
    const { waived, stale } = coverageOf(deposit.definition, deposit.digest, [last], waivers);
    expect(waived.map(({ at }) => at)).toEqual(['/steps/sign_at_bank']);
    expect(stale.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      'waiver_stale /waived/1/at',
      'waiver_unknown /waived/2/at',
    ]);
  });
});

describe('Exploring', () => {
  const explored = (skill: ProvedSkill) => {
    const stage = stageOf(skill);
    const nothing = coverageOf(skill.definition, skill.digest, []);
    const { found, unreached } = explore(skill, stage, catalog, nothing.missing);
    const runs = found.map(({ scenario }) => runScenario(stage, scenario));
    return {
      runs,
      unreached,
      coverage: coverageOf(
        skill.definition,
        skill.digest,
        runs.map(({ last }) => last),
      ),
    };
  };

  test.each([
    ['a deposit', deposit, ['/steps/resume/on/exhausted']],
    [
      'a payment',
      payment,
      ['confirm_text', 'confirm_payee', 'confirm_fee'].map((name) => `/steps/${name}/on/exhausted`),
    ],
  ])('finds scenarios for all of %s but what it can’t reach, and they pass', (_name, skill, expected) => {
    const { runs, unreached, coverage } = explored(skill);
    expect(runs.flatMap(({ faults }) => faults)).toEqual([]);
    expect(coverage.missing.map(({ pointer }) => pointer).sort()).toEqual([...expected].sort());
    expect(unreached.map(({ place }) => place.pointer).sort()).toEqual([...expected].sort());
  });

  test('says why a place can’t be reached', () => {
    const { unreached } = explored(deposit);
    expect(unreached.map(({ why }) => why)).toEqual([
      "every way back to 'resume' that was found goes through 'sign', which may be entered 3 times: it was entered 3 times of 3",
    ]);
  });
});
