import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { patched } from '../../cli/docs/merge-patch';
import { CATALOGS } from '../../connectors/catalogs';
import type { Json } from '../../domain/json';
import { createChecker } from '../../kit/checker';
import { projectRoot } from '../../runtime/paths';

const root = projectRoot();
const check = createChecker(path.join(root, 'skills'), CATALOGS);
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const base = () => JSON.parse(read('docs/skills/base.json')) as Json;

/** What the check says of the deposit of the guide with a change: code, place, sentence. */
function found(change: object, of: () => Json = base): string[] {
  const { findings } = check(JSON.stringify(patched(of(), change as Json)), 'skill.json');
  return findings.map(({ code, pointer, message }) => `${code} ${pointer} ${message}`);
}
const steps = (change: object) => found({ steps: change });
const value = (schema: object | null) => ({ terms: { ask: { properties: { value: schema } } } });
const one = (findings: string[]) => findings.filter((line) => line.includes('/steps/quote/'));

describe('A value and what takes it', () => {
  test('a text may be too long for the argument, and the sentence says both lengths', () => {
    expect(one(steps(value({ maxLength: 15, pattern: '^[1-9][0-9]{2,14}$' })))).toEqual([
      "argument_range /steps/quote/with/value '/steps/terms/value' may have 15 characters; 'deposit.quote' takes at most 12 for 'value'.",
    ]);
  });

  test('a length that the pattern rules out is none', () => {
    expect(steps(value({ maxLength: 500, pattern: '^[1-9][0-9]{2,8}$' }))).toEqual([]);
  });

  test('a number is none for text, as a literal and from a form', () => {
    expect(one(steps({ quote: { with: { value: 1000 } } }))).toEqual([
      "argument_type /steps/quote/with/value This value is a number; 'deposit.quote' takes text for 'value'.",
    ]);
    expect(one(steps(value({ type: 'integer', maxLength: null, pattern: null })))).toEqual([
      "argument_type /steps/quote/with/value '/steps/terms/value' is a number; 'deposit.quote' takes text for 'value'.",
    ]);
  });

  test('an object is none for a scalar, and a whole result is none for one of its members', () => {
    expect(one(steps({ quote: { with: { value: { $: '/steps/terms' } } } }))).toEqual([
      "argument_type /steps/quote/with/value '/steps/terms' is an object; 'deposit.quote' takes text for 'value'.",
    ]);
    expect(one(steps({ quote: { with: { period: { $: null, months: '3' } } } }))).toEqual([
      "argument_type /steps/quote/with/period This value is an object; 'deposit.quote' takes text for 'period'.",
    ]);
  });

  test('a literal that is not of the argument’s pattern is named with it', () => {
    expect(one(steps({ quote: { with: { currency: 'euro' } } }))).toEqual([
      "argument_range /steps/quote/with/currency This value has 4 characters; 'deposit.quote' takes at most 3 for 'currency'.",
    ]);
    expect(one(steps({ quote: { with: { currency: 'eur' } } }))).toEqual([
      "argument_range /steps/quote/with/currency This value is 'eur'; 'deposit.quote' takes only what matches ^[A-Z]{3}$ for 'currency'.",
    ]);
  });

  test('a choice that the argument does not take is named', () => {
    expect(one(steps({ terms: { ask: { properties: { period: { enum: ['3', '6', 'open'] } } } } }))).toEqual([
      "argument_range /steps/quote/with/period '/steps/terms/period' may have 4 characters; 'deposit.quote' takes at most 3 for 'period'.",
    ]);
  });

  test('an optional field needs an or, or has to be required', () => {
    const optional = { terms: { ask: { required: ['value'] } } };
    expect(steps(optional)).toEqual([
      "argument_optional /steps/quote/with/period '/steps/terms/period' need not be there, and 'deposit.quote' needs 'period'. " +
        'Write {"$": "/steps/terms/period", "or": …} with what to take then, or make it required where it comes from.',
    ]);
    const or = (otherwise: Json) => ({ quote: { with: { period: { $: '/steps/terms/period', or: otherwise } } } });
    expect(steps({ ...optional, ...or('12') })).toEqual([]);
    expect(steps({ ...optional, ...or(12) })).toEqual([
      "argument_type /steps/quote/with/period/or This value is a number; 'deposit.quote' takes text for 'period'.",
    ]);
    expect(steps({ ...optional, ...or({ $: '/input/reference' }) })[0]).toMatch(
      'argument_optional /steps/quote/with/period/or',
    );
  });

  test('a key beside the pointer that is no or is named', () => {
    const period = { $: '/steps/terms/period', default: '12' };
    expect(one(steps({ quote: { with: { period } } }))[0]).toBe(
      "template_bad /steps/quote/with/period 'default' can't stand beside '$'. What to take where there is no value is said by 'or'.",
    );
  });

  test('a joined text is text, and its parts may be absent', () => {
    const join = (...parts: Json[]) => ({ quote: { with: { period: { $: null, join: parts } } } });
    expect(steps(join('1', { $: '/steps/terms/period' }))).toEqual([]);
    expect(steps(join({ $: '/input/reference' }))[0]).toMatch('argument_optional /steps/quote/with/period');
  });

  test('files are taken where files are asked for, and nowhere else', () => {
    const scan = { 'x-upload': { mime: ['image/png'], maxBytes: 100, count: [0, 2] } };
    const form = {
      ask: { properties: { scan, holder: { type: 'string', minLength: 1, maxLength: 9 } }, required: ['holder'] },
    };
    const kyc = (given: object) => ({
      terms: form,
      quote: {
        call: 'kyc.submit',
        with: {
          holder: { $: '/steps/terms/holder' },
          id_type: 'passport',
          id_scan: { $: '/steps/terms/scan' },
          selfie: { $: '/steps/terms/scan' },
          reply_to: 'https://example.com/',
          ...given,
          value: null,
          currency: null,
          period: null,
        },
      },
    });
    const about = (given: object) => steps(kyc(given)).filter((line) => /argument_(?:type|range)/.test(line));
    expect(about({})[0]).toBe(
      "argument_range /steps/quote/with/id_scan '/steps/terms/scan' may have 0 items; 'kyc.submit' takes files for 'id_scan'.",
    );
    expect(about({ id_type: { $: '/steps/terms/scan' } })[0]).toBe(
      "argument_type /steps/quote/with/id_type '/steps/terms/scan' is a list of files; 'kyc.submit' takes text for 'id_type'.",
    );
    expect(about({ selfie: { $: '/steps/terms/holder' } })).toContain(
      "argument_type /steps/quote/with/selfie '/steps/terms/holder' is text; 'kyc.submit' takes files for 'selfie'.",
    );
  });

  test('a format and a pattern that means the same fit', () => {
    expect(steps(value({ format: 'amount', pattern: null, maxLength: 12 }))).toEqual([]);
    expect(one(steps(value({ format: 'date-time', pattern: null, maxLength: 40 })))[0]).toMatch('argument_range');
  });
});

describe('A sealed value', () => {
  const sealed = value({ 'x-sensitive': 'pii' });

  test('reaches no argument that is not declared to take it', () => {
    expect(one(steps(sealed))).toEqual([
      "sensitive_undeclared /steps/quote/with/value '/steps/terms/value' is sealed, and 'deposit.quote' isn't declared to take such a value for 'value'.",
    ]);
  });

  test('is none for output, joined or not, nor for show if it is secret', () => {
    const iban = { $: '/steps/open/iban' };
    expect(steps({ done: { output: { iban } } })).toEqual([
      "sensitive_undeclared /steps/done/output/iban '/steps/open/iban' is sealed, and 'output' is public. Put it into 'credentials'.",
    ]);
    expect(steps({ done: { output: { iban: { join: ['IBAN ', iban] } } } })[0]).toMatch('join_sealed');
    const secret = {
      terms: { ask: { properties: { pin: { type: 'string', maxLength: 9, 'x-sensitive': 'secret' } } } },
    };
    expect(steps({ ...secret, confirm: { show: { pin: { $: '/steps/terms/pin' } } } })).toEqual([
      "sensitive_undeclared /steps/confirm/show/pin '/steps/terms/pin' is secret: it is never shown, not even to its own user.",
    ]);
  });

  test('has nothing inside that a pointer could find', () => {
    const address = { format: 'postal-address', 'x-sensitive': 'pii' };
    const inside = { done: { credentials: { town: { $: '/steps/terms/address/town_name' } } } };
    expect(steps({ terms: { ask: { properties: { address } } }, ...inside })).toEqual([
      "sensitive_inside /steps/done/credentials/town '/steps/terms/address/town_name' leads into a value that is sealed as a whole, so it finds nothing. Take the whole value.",
    ]);
  });

  test('may go on to what is declared to take it, and into credentials', () => {
    const psu = { type: 'string', minLength: 1, maxLength: 20, pattern: '^[a-z]+$', 'x-sensitive': 'pii' };
    const sign = { sca: { with: { psu_id: { $: '/steps/terms/psu' } } } };
    expect(steps({ terms: { ask: { properties: { psu } } }, sign })).toEqual([]);
    expect(steps({ done: { credentials: { iban: { $: '/steps/open/iban' } } } })).toEqual([]);
  });
});

describe('Credentials', () => {
  const aisp = () => JSON.parse(read('skills/xyz_aisp/1.2.json')) as Json;

  test('of an aisp skill have the consent, and the bank that operations were given', () => {
    expect(found({ steps: { done: { credentials: { consent_id: null, bank: null } } } }, aisp)).toEqual([
      "credentials_incomplete /steps/done/credentials The credentials of an 'aisp' skill need 'consent_id': without it nothing can be read with them.",
      "credentials_incomplete /steps/done/credentials Operations of this skill are given 'bank', and its credentials lack it: they would be used without.",
    ]);
  });

  test('have what they are read as', () => {
    expect(
      found({ steps: { done: { credentials: { consent_id: { $: '/steps/accounts/accounts' } } } } }, aisp),
    ).toEqual([expect.stringMatching(/^argument_optional .*data can't be read without 'consent_id'/)]);
    expect(found({ steps: { done: { credentials: { consent_id: 7 } } } }, aisp)).toEqual([
      "argument_type /steps/done/credentials/consent_id This value is a number; data are read with text for 'consent_id'.",
    ]);
  });
});

describe('An undo', () => {
  test('is one that the catalog declares for that call', () => {
    const compensate = { call: 'deposit.quote', with: { hold_id: null, value: '1', currency: 'EUR', period: '3' } };
    expect(steps({ hold: { compensate } }).filter((line) => line.startsWith('undo_undeclared'))).toEqual([
      "undo_undeclared /steps/hold/compensate/call 'deposit.quote' doesn't undo 'deposit.hold'. It is undone by: deposit.release.",
    ]);
    expect(
      steps({ quote: { compensate: { call: 'deposit.release' } } }).filter((line) =>
        line.startsWith('undo_undeclared'),
      ),
    ).toEqual([
      "undo_undeclared /steps/quote/compensate/call 'deposit.release' doesn't undo 'deposit.quote'. Nothing undoes it: leave the undo out.",
    ]);
  });

  test('names the very thing that its call has made', () => {
    expect(steps({ hold: { compensate: { with: { hold_id: { $: '/steps/quote/quote_id' } } } } })).toEqual([
      `undo_argument /steps/hold/compensate/with/hold_id The undo of 'hold' must name what that call has made: give 'hold_id' as {"$": "/steps/hold/hold_id"}.`,
    ]);
  });

  test('is sent to the bank that the call was sent to', () => {
    const pisp = () => JSON.parse(read('skills/xyz_pisp/1.2.json')) as Json;
    expect(found({ steps: { pay: { compensate: { with: { bank: null } } } } }, pisp)).toEqual([
      "undo_argument /steps/pay/compensate 'pis.pay' is given 'bank', and its undo is not: it would undo something elsewhere.",
    ]);
  });
});

describe('The bundled skills', () => {
  const files = readdirSync(path.join(root, 'skills'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^xyz\w*\/[0-9.]+\.json$/.test(file),
  );

  test.each(files)('%s has no fault in its values', (file) => {
    const { findings } = check(read(`skills/${file}`), file);
    expect(findings.filter(({ level }) => level === 'fault')).toEqual([]);
  });

  test('have one real weakness: an empty text in a list, which is a warning for published documents', () => {
    const { findings } = check(read('skills/xyz_aisp/1.1.json'), '1.1.json');
    expect(findings).toMatchObject([
      { code: 'argument_range', level: 'warning', pointer: '/steps/consent/with/accounts' },
    ]);
  });
});
