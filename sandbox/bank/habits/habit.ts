import type { Traits } from '../traits/traits';
import { type Approach, sms, type TestUser } from '../user';

/** A test user whose one habit can be met at every bank. */
export const habit = (
  psu_id: string,
  story: string,
  traits: Partial<Traits>,
  approach: Approach = 'REDIRECT',
): TestUser => ({ psu_id, story, approach, ...(approach === 'EMBEDDED' && { methods: [sms] }), traits });
