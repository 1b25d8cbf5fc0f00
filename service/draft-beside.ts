import type { AnswerRequest } from '../kit/mocks';
import type { Texts } from '../kit/texts';
import type { Store } from '../store/store';

/** What is kept beside a draft's document, as JSON. Drafts of before have neither catalogs nor texts. */
export interface DraftBeside {
  all: boolean;
  answers: Record<string, AnswerRequest>;
  catalogs?: Record<string, string>;
  texts?: Record<string, Texts>;
}

/** How a session names the draft that it began with. */
export interface DraftOfSession {
  client_id: string;
  skill: string;
  digest: string;
}

/** What is kept beside the draft of a tenant's session, as it is now; `undefined` where there is none. */
export async function besideDraft(
  { drafts }: Pick<Store, 'drafts'>,
  { client_id, skill, digest }: DraftOfSession,
): Promise<DraftBeside | undefined> {
  const draft = await drafts.find(skill, digest, client_id);
  return draft && (JSON.parse(draft.mocks) as DraftBeside);
}
