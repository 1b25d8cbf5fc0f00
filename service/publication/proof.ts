import { VestibuleError } from '../../domain/errors';
import type { Coverage, Proof, Waiver } from '../../store/store';

/** What a servicer says of how a skill was tested. */
export interface ProofRequest {
  coverage?: Coverage;
  waiver?: Waiver;
}

const COUNTED = ['steps', 'branches', 'outcomes'] as const;
const HOW = 'Send the coverage of its tests, or a waiver that says why it is published without.';

/** The proof for a document with this digest: every step, branch and outcome covered, or a waiver. Else `coverage_missing`. */
export function proofOf({ coverage, waiver }: ProofRequest, digest: string): Proof {
  if (waiver) return { waiver };
  if (!coverage) throw new VestibuleError('coverage_missing', HOW);
  if (coverage.digest !== digest)
    throw new VestibuleError('coverage_missing', `The coverage is of another document, not of ${digest}. ${HOW}`);
  const lacking = COUNTED.filter((what) => coverage[what].covered < coverage[what].of);
  if (lacking.length === 0) return { coverage };
  const counts = lacking.map((what) => `${coverage[what].covered} of ${coverage[what].of} ${what}`).join(', ');
  throw new VestibuleError('coverage_missing', `The tests cover ${counts}. Cover all, or send a waiver.`);
}
