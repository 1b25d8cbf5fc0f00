import type { JsonObject } from '../json';
import { redact } from '../skill/ask';
import type { Templates } from '../skill/skill';
import type { Prefill } from './prefill';
import type { OpenStatus, Session } from './session';
import { filled } from './transition';
import type { NextView } from './views';
import { visitAtHand } from './visit';

/** The status of a session that shows a form: the first one is that of a new session. */
export const statusOfForm = ({ seq }: Session): OpenStatus => (seq === 1 ? 'SESSION_CREATED' : 'AWAITING_STEP');

/** Why the form is shown again: what went wrong, else what a partner has said. */
function messageOf({ reason, said }: Session): { message?: string } {
  const message = reason?.message ?? said;
  return message === undefined ? {} : { message };
}

/** The view of a form that an author has written, with what is shown beside it. */
export function authorsForm(s: Session, show: Templates, prefill: Prefill = {}): Extract<NextView, { kind: 'form' }> {
  const shown = redact(filled(s, show), true) as JsonObject;
  return {
    kind: 'form',
    step: s.step,
    seq: s.seq,
    visit: visitAtHand(s),
    form: 'data',
    ...messageOf(s),
    ...prefill,
    ...(Object.keys(shown).length > 0 ? { show: shown } : {}),
  };
}
