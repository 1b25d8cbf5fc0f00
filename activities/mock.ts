import { ConnectorError } from '../domain/connector';
import type { Json, JsonObject } from '../domain/json';
import type { ScaState } from '../domain/session/sca/approaches';
import type { Operation } from '../domain/skill/operation-catalog';
import type { ActivityRequest } from '../workflows/activity-request';
import { contextOf, open } from './context';
import type { ActivityDeps } from './dependencies';

/** The code that a mocked bank refuses; any other one is right. */
export const WRONG_CODE = '000000';

type Mock = NonNullable<ActivityRequest['mock']>;

/**
 * Answers in place of a connector, for a sandbox draft: with the result or the code that its author has given. An
 * authorisation is played by the method that the draft takes. Throws `ConnectorError`.
 */
export async function answerMocked(deps: ActivityDeps, request: ActivityRequest): Promise<Json> {
  const { mock, phase, session } = request;
  if (!mock || session.flavour !== 'sandbox')
    throw new ConnectorError('error', 'Only the sandbox has mocked operations.');
  if (phase === 'undo') return {};
  if (phase === 'abort') return null;
  if ('code' in mock && mock.code !== 'sca.failed') throw new ConnectorError(mock.code, mock.message);
  const state = mock.method && scaState(deps, request, mock, mock.method);
  if (state && state.state !== 'done') return sealedHandle(deps, state, session.session_id);
  const result = resultOf(deps, mock, session.session_id);
  return state ? { state: 'done', result } : result;
}

const resultOf = ({ sealer }: ActivityDeps, mock: Mock, sessionId: string): JsonObject =>
  'result' in mock ? (sealer.sealSensitive(mock.output, mock.result, sessionId) as JsonObject) : {};

const HANDLE = { mock: true };
const CHALLENGE = { state: 'challenge', kind: 'otp', handle: HANDLE } as const;

/** The next state of a played authorisation. */
function scaState(
  deps: ActivityDeps,
  request: ActivityRequest,
  mock: Mock,
  method: NonNullable<Mock['method']>,
): ScaState {
  if ('code' in mock) return { state: 'failed', message: mock.message };
  if (request.phase === 'begin') {
    if (method === 'redirect') return { state: 'redirect', url: contextOf(deps, request).redirect.ok, handle: HANDLE };
    if (method === 'decoupled')
      return { state: 'decoupled', message: 'This is a preview: nobody is asked.', handle: HANDLE };
    return { ...CHALLENGE, show: { message: `This is a preview: any code is right but ${WRONG_CODE}.` } };
  }
  if (request.phase === 'answer') {
    const { otp } = open(deps, request, request.answer ?? {}) as { otp?: Json };
    if (otp === WRONG_CODE) return { ...CHALLENGE, show: {}, error: 'The code is wrong.' };
  }
  return { state: 'done', result: {} };
}

const sealedHandle = ({ sealer }: ActivityDeps, state: ScaState, sessionId: string): Json =>
  ('handle' in state
    ? { ...state, handle: sealer.seal(state.handle, sessionId) }
    : { ...state }) as unknown as JsonObject;

/** What failures of a mocked operation may be recorded as. */
export const mockedOperation = ({ mock }: ActivityRequest): Operation | undefined =>
  mock && 'code' in mock ? ({ codes: { [mock.code]: mock.message } } as unknown as Operation) : undefined;
