import { readFileSync } from 'node:fs';
import type { Json, JsonObject } from '../../../domain/json';
import { KINDS, languageOf, type Step } from '../../../domain/session/kinds';
import type { EventSpec, Operation, OperationCatalog } from '../../../domain/skill/operation-catalog';
import type { Schema } from '../../../domain/skill/skill';
import { skillsUnder } from '../../../kit/skill-files';

/** Which steps of which documents use an operation or an event. */
export interface Use {
  skill: string;
  steps: string[];
}

/** An operation as the catalog has it, whole. Times in ms. Members are only ever added. */
export interface OperationFacts {
  operation: string;
  title: string;
  kind: Operation['kind'];
  waits_for: Operation['waitingFor'];
  takes: Schema;
  leaves: Schema;
  codes: { code: string; sentence: string; lately: boolean }[];
  undone_by: string[];
  undoes: string[];
  requires?: Operation['requires'];
  retired?: Operation['retired'];
  sent_once: boolean;
  times: { attempt: number; total: number; retry: Operation['retry'] };
  used_by: Use[];
}

export interface EventFacts {
  event: string;
  title: string;
  waits_for: EventSpec['waitingFor'];
  leaves: Schema;
  says?: string;
  used_by: Use[];
}

export interface CatalogFacts {
  catalog: string;
  operations: OperationFacts[];
  events: EventFacts[];
  credentials: JsonObject;
}

/** Everything that is known of a catalog, and who uses what of it. `folders`: where documents are looked for. */
export function describeCatalog(catalog: OperationCatalog, folders: readonly string[]): CatalogFacts {
  const documents = folders.flatMap(documentsUnder).filter((document) => document.catalog === catalog.name);
  const usedBy = (name: string): Use[] =>
    documents.flatMap(({ skill, steps }) => {
      const using = Object.entries(steps).flatMap(([step, body]) => (namesIn(body).includes(name) ? [step] : []));
      return using.length > 0 ? [{ skill, steps: using }] : [];
    });
  const all = Object.entries(catalog.operations);
  return {
    catalog: catalog.name,
    operations: all.map(([name, operation]) => ({
      ...factsOf(name, operation),
      undoes: all.flatMap(([other, { undoneBy = [] }]) => (undoneBy.includes(name) ? [other] : [])),
      used_by: usedBy(name),
    })),
    events: Object.entries(catalog.events).map(([event, { title, waitingFor, payload, says }]) => ({
      event,
      title,
      waits_for: waitingFor,
      leaves: payload,
      ...(says === undefined ? {} : { says }),
      used_by: usedBy(event),
    })),
    credentials: (catalog.credentials ?? {}) as JsonObject,
  };
}

function factsOf(operation: string, facts: Operation): Omit<OperationFacts, 'undoes' | 'used_by'> {
  const { title, kind, waitingFor, input, output, codes, lately = [], undoneBy = [], requires, retired } = facts;
  const { sentOnce, attempt, total, retry } = facts;
  return {
    operation,
    title,
    kind,
    waits_for: waitingFor,
    takes: input,
    leaves: output,
    codes: Object.entries(codes).map(([code, sentence]) => ({ code, sentence, lately: lately.includes(code) })),
    undone_by: [...undoneBy],
    ...(requires ? { requires } : {}),
    ...(retired ? { retired } : {}),
    sent_once: sentOnce === true,
    times: { attempt, total, retry },
  };
}

interface Document {
  skill: string;
  catalog: string;
  steps: Record<string, Step>;
}

/** The documents under a folder that can be read, whatever else is wrong with them. */
const documentsUnder = (folder: string): Document[] =>
  skillsUnder(folder).flatMap(({ documents }) =>
    documents.flatMap((file) => {
      try {
        const { skill, catalog, steps } = JSON.parse(readFileSync(file, 'utf8')) as Document;
        return typeof skill === 'string' && typeof steps === 'object' ? [{ skill, catalog, steps }] : [];
      } catch {
        return [];
      }
    }),
  );

/** The operations and the event that a step names; none for what is no step. */
function namesIn(step: Step): string[] {
  try {
    const awaited = (step as unknown as { [member: string]: Json })[KINDS.await.kind];
    const called = languageOf(step)
      .operations(step)
      .map(({ operation }) => operation);
    return [...called, ...(typeof awaited === 'string' ? [awaited] : [])];
  } catch {
    return [];
  }
}
