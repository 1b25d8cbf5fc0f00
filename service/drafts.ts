import { LRUCache } from 'lru-cache';
import { type InputFault, VestibuleError } from '../domain/errors';
import { escapeToken } from '../domain/pointer';
import { build } from '../domain/skill/compile';
import type { OperationCatalog } from '../domain/skill/operation-catalog';
import { parseSkillName, type SkillName } from '../domain/skill/skill';
import type { LoadedCatalogs } from '../kit/catalogs';
import type { Finding, ReadSkill } from '../kit/checker';
import { type AnswerRequest, mockedCatalog } from '../kit/mocks';
import type { PublishedSkill } from '../kit/published';
import type { Texts } from '../kit/texts';
import type { Draft } from '../store/store';
import type { Tenant } from './access';
import { findSkill } from './catalog';
import type { DraftBeside } from './draft-beside';
import { textFaults } from './publication/publish';
import { sandboxOnly } from './sandbox';
import type { Services } from './services';
import { rfc3339 } from './session-views';

/** A draft as its author sends it. */
export interface DraftRequest {
  /** The document's text, as its author wrote it: the check names lines and columns of it. */
  document: string;
  /** Whether operations without an answer are mocked, too. */
  mock?: boolean;
  /** Operation → the answer that it gives in place of the bank's. */
  answers?: Record<string, AnswerRequest>;
  /** Name → the text of `<name>.catalog.json`: operations that are declared by schemas alone, which are only mocked. */
  catalogs?: Record<string, string>;
  /** Translations: locale → address → text. */
  texts?: Record<string, Texts>;
}

/** A draft that is kept. Times in RFC 3339. */
export interface DraftState {
  skill: string;
  digest: string;
  expires_at: string;
  /** Operations that are not carried out. */
  mocked: string[];
  warnings: InputFault[];
}

/** ms for which a draft is kept after its last change. */
const KEPT = 7 * 24 * 60 * 60_000;
/** Drafts of one tenant, each change of a document counted. */
const MOST = 500;

/**
 * Keeps a draft of a skill: only this tenant's sessions can begin with it, at once and without publication. Sent again,
 * it takes the place of the one before; sessions that began with that go on with it.
 *
 * @throws `sandbox_only`, `skill_invalid` with all that the check has found, `skill_changed` where the name is served,
 * `catalog_full`, `request_invalid` for answers that don't fit
 */
export async function saveDraft(services: Services, tenant: Tenant, request: DraftRequest): Promise<DraftState> {
  sandboxOnly(tenant);
  const { store, publishing, skills, clock } = services;
  const { catalogs: brought = {}, texts = {} } = request;
  const beside = publishing.catalogsBeside(brought);
  const { findings, skill } = await publishing.check(request.document, 'document', brought);
  const [warnings, found] = ['warning', 'fault'].map((level) =>
    findings.filter((finding) => finding.level === level).map(asInputFault('')),
  ) as [InputFault[], InputFault[]];
  const faults = [...catalogFaults(beside), ...found, ...(skill ? textFaults(skill, texts) : [])];
  if (!skill || faults.length > 0)
    throw new VestibuleError('skill_invalid', 'The check has found faults in the draft.', { errors: faults });
  const name = skill.definition.skill;
  if (parseSkillName(name)?.flavour !== 'sandbox')
    throw new VestibuleError('sandbox_only', `A draft is a sandbox skill: end the name's first part with '_sbx'.`);
  if (skills.get(name))
    throw new VestibuleError('skill_changed', `${name} is published, and never changes: draft the next version.`);
  if ((await store.drafts.count(tenant.client_id)) >= MOST)
    throw new VestibuleError('catalog_full', `A tenant has at most ${MOST} drafts; they go after seven days.`);
  const mocks: DraftBeside = { all: request.mock ?? false, answers: request.answers ?? {}, catalogs: brought, texts };
  const { mocked } = mock(beside, skill, mocks);
  const at = new Date(clock());
  const expires_at = new Date(clock() + KEPT);
  const { client_id } = tenant;
  const { document } = request;
  await store.drafts.put({
    client_id,
    skill: name,
    digest: skill.digest,
    document,
    mocks: JSON.stringify(mocks),
    at,
    expires_at,
  });
  return { skill: name, digest: skill.digest, expires_at: rfc3339(expires_at.getTime()), mocked, warnings };
}

const asInputFault =
  (at: string) =>
  ({ code, pointer, line, column, message }: Finding): InputFault => ({
    code,
    pointer: `${at}${pointer}`,
    line,
    column,
    message,
  });

/** What is wrong with the catalogs that a draft brings along, at `/catalogs/<name>`. */
const catalogFaults = ({ files }: LoadedCatalogs): InputFault[] =>
  files.flatMap(({ file, findings }) =>
    findings.map(asInputFault(`/catalogs/${escapeToken(file.split('.')[0] ?? '')}`)),
  );

/** The draft's graph with its mocked operations, and their names. Throws `request_invalid`. */
function mock({ catalogs }: LoadedCatalogs, { definition, digest }: ReadSkill, { all, answers }: DraftBeside) {
  const catalog = catalogs[definition.catalog] as OperationCatalog;
  const { mocked, faults, ...rest } = mockedCatalog(definition, catalog, { all, answers });
  if (faults.length > 0)
    throw new VestibuleError('request_invalid', 'An answer does not fit its operation.', { errors: faults });
  return { graph: build({ definition, catalog: rest.catalog }, digest), mocked };
}

const openedDrafts = new LRUCache<string, PublishedSkill>({ max: 100 });

/** The tenant's skill of this name: a served one, else its newest draft. Throws `skill_not_found`, `skill_retired`. */
export async function skillOrDraft(services: Services, tenant: Tenant, name: string): Promise<PublishedSkill> {
  try {
    return findSkill(services, tenant, name);
  } catch (error) {
    if (tenant.flavour !== 'sandbox' || parseSkillName(name)?.flavour !== 'sandbox') throw error;
    const draft = await services.store.drafts.newest(tenant.client_id, name);
    const skill = draft && (await opened(services, draft));
    if (skill) return skill;
    throw error;
  }
}

/** A draft as a skill that sessions can begin with; `undefined` where the check has become stricter since. */
async function opened(services: Services, { client_id, skill: name, digest, document, mocks, at }: Draft) {
  const key = `${client_id} ${name} ${digest} ${at.getTime()}`;
  const known = openedDrafts.get(key);
  if (known) return known;
  const kept = JSON.parse(mocks) as DraftBeside;
  const beside = services.publishing.catalogsBeside(kept.catalogs ?? {});
  const { skill } = await services.publishing.check(document, name, kept.catalogs);
  if (!skill) return undefined;
  const { graph } = mock(beside, skill, kept);
  const { definition } = skill;
  const { texts = {} } = kept;
  const draft = { name, parsed: parseSkillName(name) as SkillName, digest, definition, graph, texts };
  openedDrafts.set(key, draft);
  return draft;
}
