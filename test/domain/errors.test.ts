import { ConnectorError } from '../../domain/connector';
import { ERRORS, VestibuleError } from '../../domain/errors';
import { parseSkillName } from '../../domain/skill/skill';

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
        (status >= 500 && !isFinal) || status === 429 || ['idempotency_in_flight', 'session_full'].includes(code);
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
  ])('%s is read', (name, parts) => {
    expect(parseSkillName(name)).toEqual(parts);
  });

  test.each(['', 'xyz', 'xyz_#3', 'Xyz_#3.0', 'xyz_sbx_aisp_#3.0', 'xyz_#3.0.1', '2xyz_#1.0', 'xyz_#1.0\n'])(
    '%j is none',
    (name) => {
      expect(parseSkillName(name)).toBeUndefined();
    },
  );
});
