/** Which answer of the bank never comes: the effect is there, its answer is lost. Once for each resource. */
export interface LostAnswer {
  /** `create` consents and payments, `start` an authorisation, `answer` with PUT, `delete`, fetch a `token`. */
  of: 'create' | 'start' | 'answer' | 'delete' | 'token';
  /** Connection cut, 502 from the bank's gateway, or the right answer after 8.5 s. */
  how: 'cut' | '502' | 'late';
}

/** How requests come in and answers go out. */
export interface TransportTraits {
  /** The same X-Request-ID, method and path again: the first answer, done a second time, or 400. */
  request_id_again: 'replay' | 'again' | 'refused';
  /** Takes UUIDs of versions 1 to 5 only, as older checks do. */
  strict_request_ids: boolean;
  /** Headers without which every request is refused. */
  required_headers: readonly string[];
  /** Digest, Signature and TPP-Signature-Certificate are checked on every request. */
  signed: boolean;
  /** `_links` with a path, with a whole address, or as plain strings instead of objects. */
  link_style: 'path' | 'absolute' | 'string';
  /** Bytes of an answer: UTF-8, gzip that nobody asked for, or ISO-8859-1. */
  encoding: 'utf-8' | 'gzip' | 'latin1';
  /** Milliseconds before each answer, and before an answer with transactions. */
  answer_ms: number;
  history_ms: number;
  /** Two reads with one consent at the same time: the second answers 500. */
  one_at_a_time: boolean;
  lost?: LostAnswer;
}

export const PLAIN_TRANSPORT: TransportTraits = {
  request_id_again: 'again',
  strict_request_ids: false,
  required_headers: [],
  signed: false,
  link_style: 'path',
  encoding: 'utf-8',
  answer_ms: 0,
  history_ms: 0,
  one_at_a_time: false,
};
