import { bool, makeValidator, str } from 'envalid';
import { readDocuments } from './graphql-documents';
import { type ProcessSettings, readEnvironment, whole } from './settings';

/** Settings of the API's process. */
export interface ApiProcessSettings extends ProcessSettings {
  port: number;
  host: string;
  /** Calls that one client may make from one address in ten seconds, all processes together; 0 is no limit. */
  rate_limit: number;
  /** Settings of its endpoints. */
  api: ApiSettings;
}

export interface ApiSettings extends Pick<ProcessSettings, 'public_url'> {
  /** As express' `trust proxy`. */
  trust_proxy: boolean | number | string;
  /** ms that a query may wait for a worker when a session is read. */
  query_deadline: number;
  /** ms that a JSON body may take to come in. */
  body_deadline: number;
  /** ms after which a call is answered, event streams apart. */
  answer_deadline: number;
  /** Prompts of a user's bank a minute, over all sessions; 0 counts nothing. */
  psu_prompts: number;
  /** ms for which a user is awaited until the tenant is told that nobody comes; 0: it is not told. */
  abandoned_after: number;
  /** Bytes that a multipart body may have, all files together. */
  upload_limit: number;
  /** Event streams that are held at once. */
  event_streams: number;
  /** Whether `/graphql` answers introspection and shows GraphiQL. */
  graphql_explorer: boolean;
  /** The only documents that `/graphql` takes, by SHA-256 in hexadecimal digits. */
  graphql_documents?: ReadonlyMap<string, string>;
}

const proxy = makeValidator<boolean | number | string>((input) => {
  if (input === '' || input === 'false') return false;
  if (input === 'true') return true;
  return /^[0-9]+$/.test(input) ? Number(input) : input;
});
/** A file of documents; none where it is empty. */
const documents = makeValidator<ReadonlyMap<string, string> | undefined>((path) =>
  path === '' ? undefined : readDocuments(path),
);
const [count, positive] = [whole(0), whole(1)];

/**
 * Reads and checks the API's environment.
 *
 * @throws Error that names every variable that is missing or wrong, and no value
 */
export function readApiSettings(env: NodeJS.ProcessEnv): ApiProcessSettings {
  const { shared, own } = readEnvironment(env, {
    HOST: str({ default: '0.0.0.0' }),
    TRUST_PROXY: proxy({ default: false }),
    RATE_LIMIT: count({ default: 3000 }),
    PSU_LIMIT: count({ default: 10 }),
    ENGINE_QUERY_TIMEOUT_MS: positive({ default: 5_000 }),
    BODY_TIMEOUT_MS: positive({ default: 20_000 }),
    ANSWER_TIMEOUT_MS: positive({ default: 45_000 }),
    UPLOAD_BODY_LIMIT: positive({ default: 64 * 1024 * 1024 }),
    EVENT_STREAMS: positive({ default: 5_000 }),
    ABANDONED_AFTER_MS: count({ default: 60 * 60_000 }),
    GRAPHQL_EXPLORER: bool({ default: false }),
    GRAPHQL_DOCUMENTS: documents({ default: undefined }),
  });
  return {
    ...shared,
    port: own.PORT,
    host: own.HOST,
    rate_limit: own.RATE_LIMIT,
    api: {
      public_url: shared.public_url,
      trust_proxy: own.TRUST_PROXY,
      psu_prompts: own.PSU_LIMIT,
      abandoned_after: own.ABANDONED_AFTER_MS,
      query_deadline: own.ENGINE_QUERY_TIMEOUT_MS,
      body_deadline: own.BODY_TIMEOUT_MS,
      answer_deadline: own.ANSWER_TIMEOUT_MS,
      upload_limit: own.UPLOAD_BODY_LIMIT,
      event_streams: own.EVENT_STREAMS,
      graphql_explorer: own.GRAPHQL_EXPLORER,
      ...(own.GRAPHQL_DOCUMENTS ? { graphql_documents: own.GRAPHQL_DOCUMENTS } : {}),
    },
  };
}
