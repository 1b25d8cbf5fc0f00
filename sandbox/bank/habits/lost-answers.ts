import { habit } from './habit';

const of = (what: 'create' | 'start' | 'answer' | 'delete' | 'token', how: 'cut' | '502' | 'late' = 'cut') => ({
  lost: { of: what, how },
});

/** The bank has done what was asked, and the answer doesn't come: the first time for each resource. */
export const LOST_ANSWERS = [
  habit('lost_answer', 'The PUT of the user’s answer is done, then the connection is cut.', of('answer'), 'EMBEDDED'),
  habit(
    'second_put_refused',
    'The PUT of the user’s answer is done and answers 502; the second one is 409 STATUS_INVALID.',
    of('answer', '502'),
    'EMBEDDED',
  ),
  habit('late_answer', 'The PUT of the user’s answer is answered after 8.5 s.', of('answer', 'late'), 'EMBEDDED'),
  habit('lost_creation', 'POST of a consent or payment is done, then the connection is cut.', of('create')),
  habit('lost_creation_502', 'POST of a consent or payment is done and answers 502.', of('create', '502')),
  habit('late_creation', 'POST of a consent or payment is answered after 8.5 s.', of('create', 'late')),
  habit('lost_start', 'POST of an authorisation is done, then the connection is cut.', of('start'), 'EMBEDDED'),
  habit('lost_deletion', 'DELETE of a consent or payment is done, then the connection is cut.', of('delete')),
  habit('lost_token', 'At an OAuth bank: the code is used up, and the token’s answer is cut off.', of('token')),
];
