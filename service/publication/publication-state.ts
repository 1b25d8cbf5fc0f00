import type { PublicationNote, Publisher } from '../../store/store';
import { rfc3339 } from '../session-views';
import type { ProofRequest } from './proof';

/** A published skill as its servicer sees it. Times in RFC 3339. */
export interface PublicationState extends ProofRequest {
  skill: string;
  /** SHA-256 (hex) of the canonical document, without its name. */
  digest: string;
  state: 'published' | 'retired';
  published_at: string;
  by: Publisher;
  retired_at?: string;
  retired_by?: Publisher;
  /**
   * Whether sessions can begin with it here: it is not retired, its check holds, and a bank is bound to its catalog.
   */
  served: boolean;
}

/** Renders what is known of a publication. `served`: whether this process serves it. */
export const publicationState = (
  { skill, digest, published_at, by, proof, retired }: PublicationNote,
  served: boolean,
): PublicationState => ({
  skill,
  digest,
  state: retired ? 'retired' : 'published',
  published_at: rfc3339(published_at.getTime()),
  by,
  ...(retired ? { retired_at: rfc3339(retired.at.getTime()), retired_by: retired.by } : {}),
  ...proof,
  served,
});
