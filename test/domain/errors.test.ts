import fc from 'fast-check';
import { ConnectorError } from '../../domain/connector';
import { ERRORS, VestibuleError } from '../../domain/errors';
import { parseSkillName, SKILL_NAME_LENGTH, twinName } from '../../domain/skill/skill';

describe('An error', () => {
  test('carries a code of the closed list, a message for the caller, and a cause that stays inside', () => {
    const cause = new Error('driver says no');
    const error = new VestibuleError('bank_rate_limited', 'Try tomorrow.', { cause, retryAfter: 60 });
    expect(error).toMatchObject({
      name: 'VestibuleError',
      code: 'bank_rate_limited',
      message: 'Try tomorrow.',
      cause,
      options: { retryAfter: 60 },
    });
    expect(error).toBeInstanceOf(Error);
    expect(new VestibuleError('not_found', 'No.').cause).toBeUndefined();
  });

  test.each(Object.entries(ERRORS))(
    '%s has a status, a title, and says whether to try again',
    (code, { status, title, retryable }) => {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)+$/);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(status).toBeGreaterThanOrEqual(400);
      const isFinal = code === 'bank_refused' || code === 'bank_format_unknown';
      const mayPass =
        (status >= 500 && !isFinal) ||
        [408, 429].includes(status) ||
        ['idempotency_in_flight', 'session_full'].includes(code);
      expect(retryable).toBe(mayPass);
    },
  );
});

describe('A connector’s error', () => {
  test('is final and certain unless it says otherwise', () => {
    expect(new ConnectorError('error', 'No.')).toMatchObject({
      code: 'error',
      retryable: false,
      uncertain: false,
      retryAfter: undefined,
    });
    const retryable = new ConnectorError('unavailable', 'Later.', { retryable: true, uncertain: true, retryAfter: 5 });
    expect(retryable).toMatchObject({ name: 'ConnectorError', retryable: true, uncertain: true, retryAfter: 5 });
  });
});

describe('A skill’s name', () => {
  test.each([
    ['xyz_#3.0', { provider: 'xyz', type: 'marketplace', flavour: 'production', version: '3.0' }],
    ['xyz_sbx_#3.0', { provider: 'xyz', type: 'marketplace', flavour: 'sandbox', version: '3.0' }],
    ['xyz_aisp_sbx_#1.0', { provider: 'xyz', type: 'aisp', flavour: 'sandbox', version: '1.0' }],
    ['b2_pisp_#10.12', { provider: 'b2', type: 'pisp', flavour: 'production', version: '10.12' }],
    ['sbx_sbx_#1.0', { provider: 'sbx', type: 'marketplace', flavour: 'sandbox', version: '1.0' }],
    ['aisp_#1.0', { provider: 'aisp', type: 'marketplace', flavour: 'production', version: '1.0' }],
    [
      'xyz_travel_sbx_#1.0',
      { provider: 'xyz', type: 'marketplace', product: 'travel', flavour: 'sandbox', version: '1.0' },
    ],
    [
      'xyz_pisp_instant_#1.0',
      { provider: 'xyz', type: 'pisp', product: 'instant', flavour: 'production', version: '1.0' },
    ],
    ['xyz_sbx2_#1.0', { provider: 'xyz', type: 'marketplace', product: 'sbx2', flavour: 'production', version: '1.0' }],
  ])('%s is read', (name, parts) => {
    expect(parseSkillName(name)).toEqual(parts);
    expect(parseSkillName(twinName(name))).toEqual({
      ...parts,
      flavour: parts.flavour === 'sandbox' ? 'production' : 'sandbox',
    });
    expect(twinName(twinName(name))).toBe(name);
  });

  test('has parts that are read as they were written, and is the twin of its twin', () => {
    const part = fc.stringMatching(/^[a-z][a-z0-9]{0,19}$/);
    const product = part.filter((text) => !['aisp', 'pisp', 'sbx'].includes(text));
    const name = fc.record(
      {
        provider: part,
        type: fc.constantFrom('aisp' as const, 'pisp' as const, 'marketplace' as const),
        product,
        flavour: fc.constantFrom('production' as const, 'sandbox' as const),
        version: fc.stringMatching(/^[0-9]{1,4}\.[0-9]{1,4}$/),
      },
      { requiredKeys: ['provider', 'type', 'flavour', 'version'] },
    );
    fc.assert(
      fc.property(name, (parts) => {
        const { provider, type, product: named, flavour, version } = parts;
        const words = [provider, type === 'marketplace' ? '' : type, named, flavour === 'sandbox' ? 'sbx' : ''];
        const written = `${words.filter(Boolean).join('_')}_#${version}`;
        expect(parseSkillName(written)).toEqual(parts);
        expect(twinName(twinName(written))).toBe(written);
      }),
    );
  });

  test('has at most as many characters as the API takes', () => {
    const longest = `${'x'.repeat(31)}_aisp_${'y'.repeat(20)}_sbx_#9999.9999`;
    expect(parseSkillName(longest)).toBeDefined();
    expect(longest).toHaveLength(SKILL_NAME_LENGTH);
    expect(parseSkillName(longest.replace('yyy', 'yyyy'))).toBeUndefined();
  });

  test.each([
    'xyz_aisp_aisp_#1.0',
    'xyz_aisp_sbx_sbx_#1.0',
    'xyz_travel_aisp_#1.0',
    'xyz_sbx_travel_#1.0',
    'xyz_a_b_#1.0',
    'xyz__#1.0',
    'xyz_2x_#1.0',
    '',
    'xyz',
    'xyz_#3',
    'Xyz_#3.0',
    'xyz_sbx_aisp_#3.0',
    'xyz_#3.0.1',
    '2xyz_#1.0',
    'xyz_#1.0\n',
  ])('%j is none', (name) => {
    expect(parseSkillName(name)).toBeUndefined();
  });
});
