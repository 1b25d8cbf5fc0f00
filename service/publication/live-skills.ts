import type { Flavour } from '../../domain/skill/skill';
import type { SkillRegistry } from '../../kit/load';
import type { PublishedSkill } from '../../kit/published';
import { publishedAs } from '../../kit/published';
import type { PublicationNote, PublicationPort } from '../../store/store';
import type { DocumentCheck } from './document-check';

/** A skill as this process serves it. */
export interface ServedSkill extends PublishedSkill {
  /** Since then no new session begins with it; those that are open go on. */
  retired_at?: Date;
}

/** The skills that this environment serves: those of its files, and those that were published over HTTP. */
export interface ServedSkills {
  /** Those with which sessions may begin. */
  list(): ServedSkill[];
  /** One of them, or one that was retired. */
  get(name: string): ServedSkill | undefined;
}

/** Skills that are taken up while the process runs. */
export interface LiveSkills extends ServedSkills {
  /** Resolves once this process serves all that was published until now. Rejects where the store can't be read. */
  refresh(): Promise<void>;
  /** Hears of publications from now on, within 2 s of each, until the returned function is called. */
  follow(): () => void;
}

export interface LiveSkillsDeps {
  /** Skills of files, whether or not they are served. */
  files: Pick<SkillRegistry, 'list' | 'get'>;
  publications: PublicationPort;
  check: DocumentCheck;
  /** Whether a bank is bound to a catalog. */
  isBound(catalog: string, flavour: Flavour): boolean;
  report: LiveReport;
}
/** Is told what became of publications. */
export interface LiveReport {
  taken(skill: string, digest: string): void;
  /** It can't be used: nobody begins with it, and all others are served. */
  refused(skill: string, why: string): void;
  /** The store can't be asked; what is known is served on. Told once until it can be. */
  away(): void;
}

/** ms between two questions whether something was published. */
const ASK_EVERY = 1_000;
/** ms after which what is published is read anew without a sign: whoever published may have died before giving it. */
const REREAD_EVERY = 15_000;

/**
 * The skills of a process, which hears of publications. A document that was published is checked again before it is
 * served, once in each process: it may have been changed in the database, or be older than a rule of the check.
 */
export function createLiveSkills({ files, publications, check, isBound, report }: LiveSkillsDeps): LiveSkills {
  const isServed = ({ definition, parsed }: PublishedSkill) => isBound(definition.catalog, parsed.flavour);
  const own = new Map(
    files
      .list()
      .filter(isServed)
      .map((skill) => [skill.name, skill]),
  );
  /** By name; `undefined` for one that can't be used. */
  const loaded = new Map<string, PublishedSkill | undefined>();
  let served = new Map<string, ServedSkill>(own);
  let open: ServedSkill[] = [...own.values()];
  let seen: string | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> = Promise.resolve();

  const load = async (note: PublicationNote): Promise<void> => {
    const published = await publications.find(note.skill);
    if (!published) return;
    const { skill: name, digest, document, texts } = published;
    const { skill, findings } = await check(document, name);
    const faults = findings.filter(({ level }) => level === 'fault').map(({ code, pointer }) => `${code} ${pointer}`);
    const fault = !skill ? faults.join(', ') : skill.digest === digest ? undefined : 'its digest is another';
    loaded.set(name, fault === undefined && skill ? publishedAs(name, skill, texts) : undefined);
    if (fault === undefined) report.taken(name, digest);
    else report.refused(name, fault);
  };

  const read = async (): Promise<void> => {
    const mark = await publications.mark();
    const notes = await publications.list();
    for (const note of notes) if (!loaded.has(note.skill)) await load(note);
    const next = new Map<string, ServedSkill>(own);
    for (const { skill: name, retired } of notes) {
      const skill = loaded.get(name);
      if (skill && isServed(skill)) next.set(name, retired ? { ...skill, retired_at: retired.at } : skill);
    }
    served = next;
    open = [...next.values()].filter(({ retired_at }) => retired_at === undefined);
    seen = mark;
    readAt = Date.now();
  };

  const refresh = (): Promise<void> => {
    // One after the other: a reading that has begun may have missed what was published since.
    reading = reading.then(read, read);
    return reading;
  };

  return {
    list: () => open,
    get: (name) => served.get(name),
    refresh,
    follow() {
      let timer: NodeJS.Timeout;
      let isEnded = false;
      let isAway = false;
      const ask = async (): Promise<void> => {
        try {
          if (Date.now() - readAt >= REREAD_EVERY || (await publications.mark()) !== seen) await refresh();
          isAway = false;
        } catch {
          if (!isAway) report.away();
          isAway = true;
        }
        if (!isEnded) timer = setTimeout(() => void ask(), ASK_EVERY).unref();
      };
      timer = setTimeout(() => void ask(), ASK_EVERY).unref();
      return () => {
        isEnded = true;
        clearTimeout(timer);
      };
    },
  };
}
