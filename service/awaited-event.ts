import type { EventSpec } from '../domain/skill/operation-catalog';
import { besideDraft, type DraftOfSession } from './draft-beside';
import type { Services } from './services';

/**
 * The event that a step of a session awaits, as its catalog describes it: one that is built, or one that the draft
 * brought along. `undefined` where the step awaits none, or it is not known here any more.
 */
export async function awaitedEvent(
  services: Services,
  of: DraftOfSession,
  step: string,
): Promise<EventSpec | undefined> {
  const definition = await services.forms.definition(of.skill, of.digest);
  const awaiting = definition && Object.hasOwn(definition.steps, step) ? definition.steps[step] : undefined;
  if (!definition || !awaiting || !('await' in awaiting)) return undefined;
  const built = services.catalogs[definition.catalog]?.events[awaiting.await];
  if (built || services.skills.get(of.skill)) return built;
  const brought = (await besideDraft(services.store, of))?.catalogs;
  return brought && services.publishing.catalogsBeside(brought).catalogs[definition.catalog]?.events[awaiting.await];
}
