import type { EventSpec, Operation } from '../../domain/skill/operation-catalog';
import type { Schema } from '../../domain/skill/skill';
import { closed, identifier, pii, text, uploading } from '../toolkit/catalog-schemas';

const file: Schema = closed({
  upload_id: text(64),
  field: text(64),
  media_type: text(100),
  bytes: { type: 'integer', minimum: 1 },
  sha256: text(64),
});
const files: Schema = { type: 'array', minItems: 1, maxItems: 10, items: file };

/** Identity verification: documents go out, the decision comes back over a signed callback. */
export const verifierOperations: Record<string, Operation> = {
  'kyc.submit': {
    title: 'Send the documents to the verifier',
    kind: 'call',
    waitingFor: 'review',
    input: closed({ holder: pii(text(140)), id_type: text(40), id_scan: files, selfie: files, reply_to: text(2048) }),
    output: closed({ check_id: identifier }),
    codes: {},
    ...uploading,
  },
};

export const verifierEvents: Record<string, EventSpec> = {
  'kyc.decision': {
    title: 'The verifier’s decision',
    waitingFor: 'review',
    payload: closed({ decision: { enum: ['approved', 'retake', 'declined'] }, message: text(500) }, ['message']),
    says: 'message',
  },
};
