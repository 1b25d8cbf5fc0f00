import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { details, type Marks, marks } from '../domain/describe';
import type { Session } from '../domain/session';
import { toPairs } from './search-attributes';

/** Tells operators where the session stands: attributes for lists, details in words. Only what has changed is written. */
export function createNotice(initial: Session) {
  let told: Marks = marks(initial);
  return {
    publish(session: Session): void {
      setCurrentDetails(details(session));
      const now = marks(session);
      const news = toPairs(now, told);
      if (news.length > 0) upsertSearchAttributes(news);
      told = now;
    },
  };
}
