import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { newUploadId } from '../../../security/ids';
import {
  type Begun,
  type ChangeEntry,
  type ChangePort,
  type Credentials,
  type Draft,
  type FileMeta,
  FileTooLarge,
  type Publication,
  type Servicer,
  type ServicerKey,
  type Store,
  type StoredFile,
  type StoredResponse,
  type Tenant,
  type TicketPort,
} from '../../../store/store';
import { memoryDataStore } from '../../service/memory-data';
import { memoryDeliveries, memoryDeliveryStates, memoryReplays } from '../../support/memory-deliveries';
import { memoryEndpoints } from '../../support/memory-endpoints';
import { memoryEvents } from '../../support/memory-events';
import { memoryDueChecks, memoryWatchNotes } from '../../support/memory-watch';

/** The contents of the store, for tests to read and change. */
export interface Memory {
  tenants: Map<string, Tenant>;
  credentials: Map<string, Credentials>;
  files: Map<string, StoredFile & { content: Buffer }>;
  servicers: Map<string, Servicer>;
  servicerKeys: ServicerKey[];
  publications: Map<string, Publication>;
  drafts: Draft[];
  /** Publications that a process could not use, and why. */
  refused: string[][];
  /** Endpoints whose delivery was woken, in order. */
  woken: string[];
  /** Reads that a real database would have had. */
  reads: number;
}

/** A store in memory that keeps the real one's promises within one process. */
export function memoryStore(): { store: Store; memory: Memory } {
  const memory: Memory = {
    tenants: new Map(),
    credentials: new Map(),
    files: new Map(),
    servicers: new Map(),
    servicerKeys: [],
    publications: new Map(),
    drafts: [],
    refused: [],
    woken: [],
    reads: 0,
  };
  const store = {
    tenants: {
      byClientId: async (id: string) => memory.tenants.get(id),
      list: async () => [...memory.tenants.values()],
      hasOrigin: async (origin: string) => [...memory.tenants.values()].some(({ origins }) => origins.includes(origin)),
    },
    servicers: { byName: async (name: string) => memory.servicers.get(name) },
    servicerKeys: { byHmac: async (hmac: string) => memory.servicerKeys.find((key) => key.hmac === hmac) },
    publications: publicationsOf(memory),
    skills: {
      find: async (skill: string, digest: string) => {
        memory.reads += 1;
        const published = memory.publications.get(skill);
        return published?.digest === digest ? { ...JSON.parse(published.document), skill } : undefined;
      },
      digests: async () => [],
    },
    credentials: credentialsOf(memory),
    idempotency: idempotency(),
    attempts: attempts(),
    files: filesOf(memory),
    changes: changeLog(),
    events: memoryEvents(),
    dueChecks: memoryDueChecks(),
    watchNotes: memoryWatchNotes(),
    endpoints: memoryEndpoints(),
    deliveryStates: memoryDeliveryStates(),
    deliveries: memoryDeliveries(),
    replays: memoryReplays(),
    drafts: draftsOf(memory),
    tickets: tickets(),
    ...memoryDataStore().store,
    ping: async () => undefined,
  };
  return { store: store as unknown as Store, memory };
}

const draftsOf = ({ drafts }: Memory): Store['drafts'] => ({
  put: async (draft) => {
    const rest = drafts.filter(
      ({ client_id, skill, digest }) =>
        [client_id, skill, digest].join() !== [draft.client_id, draft.skill, draft.digest].join(),
    );
    drafts.splice(0, drafts.length, draft, ...rest);
  },
  newest: async (client, name) => drafts.find(({ client_id, skill }) => client_id === client && skill === name),
  find: async (name, sha, client) =>
    drafts.find((one) => one.skill === name && one.digest === sha && (client ?? one.client_id) === one.client_id),
  count: async (client) => drafts.filter(({ client_id }) => client_id === client).length,
});

function publicationsOf({ publications }: Memory): Store['publications'] {
  let changes = 0;
  return {
    create: async (publication) => {
      if (publications.has(publication.skill)) return false;
      publications.set(publication.skill, { ...publication, published_at: new Date() });
      changes += 1;
      return true;
    },
    find: async (skill) => publications.get(skill),
    list: async () => [...publications.values()].sort((a, b) => (a.skill < b.skill ? -1 : 1)),
    setRetired: async (skill, retired) => {
      const { retired: _before, ...rest } = publications.get(skill) as Publication;
      publications.set(skill, { ...rest, ...(retired ? { retired } : {}) });
      changes += 1;
    },
    mark: async () => String(changes),
    announce: async () => {
      changes += 1;
    },
  };
}

const credentialsOf = (memory: Memory) => ({
  find: async (id: string, client: string) => {
    memory.reads += 1;
    const found = memory.credentials.get(id);
    return found?.client_id === client ? found : undefined;
  },
  exchange: async (id: string, client: string, access_token_hmac: string) => {
    const found = memory.credentials.get(id);
    if (found?.client_id !== client) return { ok: false, reason: 'absent' } as const;
    if (found.exchanged_at) return { ok: false, reason: 'used' } as const;
    Object.assign(found, { access_token_hmac, exchanged_at: new Date() });
    return { ok: true, credentials: found } as const;
  },
  setStatus: async (id: string, status: Credentials['status']) => {
    const found = memory.credentials.get(id);
    if (found?.status !== 'active') return false;
    found.status = status;
    return true;
  },
  page: async (after: string, limit: number) =>
    [...memory.credentials.values()]
      .filter(({ credentials_id }) => credentials_id > after)
      .sort((a, b) => (a.credentials_id < b.credentials_id ? -1 : 1))
      .slice(0, limit),
});

function idempotency(): Store['idempotency'] {
  const kept = new Map<string, { fingerprint: string; response?: StoredResponse }>();
  return {
    begin: async (key, fingerprint): Promise<Begun> => {
      const known = kept.get(key);
      if (!known) {
        kept.set(key, { fingerprint });
        return { state: 'new', lease: 'lease' };
      }
      if (known.fingerprint !== fingerprint) return { state: 'mismatch' };
      return known.response ? { state: 'replay', response: known.response } : { state: 'in_flight' };
    },
    complete: async (key, _lease, response) => void Object.assign(kept.get(key) ?? {}, { response }),
    abandon: async (key) => void kept.delete(key),
  };
}

function changeLog(): ChangePort {
  const entries: ChangeEntry[] = [];
  const position = (index: number) => String(index).padStart(16, '0');
  return {
    append: async (sessions) => void entries.push({ position: position(entries.length + 1), sessions }),
    end: async () => position(entries.length),
    after: async (at) => entries.slice(Number(at)),
  };
}

function tickets(): TicketPort {
  const spent = new Set<string>();
  return { spend: async (id) => !spent.has(id) && spent.add(id).has(id) };
}

/** Attempts in one endless window: `prompts` prompts, nine guesses. */
function attempts(): Store['attempts'] {
  const counts = new Map<string, number>();
  const subjects = new Map<string, string>();
  const add = (key: string, by: number) => counts.set(key, (counts.get(key) ?? 0) + by);
  return {
    take: async (kind, subject, prompts) => {
      const key = `${kind}/${subject}`;
      if ((counts.get(key) ?? 0) >= (kind === 'prompt' ? prompts : 9)) return 60_000;
      add(key, 1);
      return undefined;
    },
    giveBack: async (kind, subject) => void add(`${kind}/${subject}`, -1),
    remember: async (session_id, subject) => void subjects.set(session_id, subject),
    async rememberFirst(session_id, subject) {
      if (!subjects.has(session_id)) subjects.set(session_id, subject);
    },
    subjectOf: async (session_id) => subjects.get(session_id),
  };
}

const filesOf = ({ files }: Memory) => ({
  write: async (
    source: Readable,
    { max_bytes = Number.MAX_SAFE_INTEGER, expires_at: _expires, inspect, observe, ...meta }: FileMeta,
  ) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of source) {
      chunks.push(chunk as Buffer);
      observe?.(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes > max_bytes) throw new FileTooLarge('too large');
    }
    const content = Buffer.concat(chunks);
    const media_type = await inspect(() => Readable.from([content]));
    const file = {
      ...meta,
      media_type,
      upload_id: newUploadId(),
      bytes,
      sha256: createHash('sha256').update(content).digest('hex'),
      content,
    };
    const { content: _content, ...stored } = file;
    return {
      file: stored,
      keep: async () => void files.set(file.upload_id, file),
      discard: async () => void files.delete(file.upload_id),
    };
  },
  remove: async (id: string) => void files.delete(id),
});
