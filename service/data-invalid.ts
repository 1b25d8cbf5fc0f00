import type { VestibuleError } from '../domain/errors';
import type { FormReading } from '../kit/forms/form';
import type { Reader } from '../kit/forms/schema-faults';
import { VALIDATION } from '../kit/languages/english';
import { say } from '../kit/languages/languages';
import type { NonceClaims } from '../security/tokens';
import { schemaOf } from './forms';
import type { Services } from './services';
import { stepDataInvalid } from './session-errors';

/**
 * The refusal of data that don't fit their form, with every fault in the session's language. `reserved`: JSON Pointer
 * to a member whose name is the platform's own.
 */
export async function dataInvalid(
  services: Services,
  claims: NonceClaims,
  step: string,
  reading: FormReading,
  reserved: string | undefined,
): Promise<VestibuleError> {
  const reader = await readerOf(services, claims, step);
  const errors = reading.faults('/data', reader);
  if (reserved !== undefined) {
    const message = say({ text: VALIDATION.reserved }, reader.locale);
    errors.push({ pointer: `/data${reserved}`, code: 'reserved', message });
  }
  return stepDataInvalid(errors);
}

/** The session's language, as its nonce says, and the form's texts in it. */
async function readerOf({ forms }: Services, claims: NonceClaims, step: string): Promise<Reader> {
  const { locale, skill, digest, client_id } = claims;
  if (locale === undefined) return {};
  const definition = claims.form === 'data' ? await forms.definition(skill, digest, locale, client_id) : undefined;
  return definition ? { locale, schema: schemaOf({ form: 'data', step }, definition, locale) } : { locale };
}
