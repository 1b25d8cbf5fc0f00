import type { Response } from 'express';
import { VestibuleError } from '../../domain/errors';

/** ms: proxies cut a connection that is silent for a minute or so. */
const HEARTBEAT = 15_000;
/** A comment line, which clients ignore. */
const COMMENT = ':\n\n';
/** Streams of a session: its user's tabs, and the tenant's server. */
const MOST_OF_A_SESSION = 10;
/** Bytes that wait for a client who does not read; a state has a few thousand. */
const MOST_UNREAD = 128 * 1024;
/** Seconds until one who was refused may try again. */
const ASK_AGAIN = 10;

export interface StreamSettings {
  /** Event streams that this process holds at once. */
  event_streams: number;
}

/** Whose events a stream has, by its id: those of a session, or of a tenant. */
export type StreamOwner = { of: 'session' | 'tenant'; id: string };

/** The event streams of this process: how many there may be, their heartbeat, and the end of those who do not read. */
export interface EventStreams {
  /** Throws `rate_limited` where there are too many of this owner or in all. */
  admit(owner: StreamOwner): void;
  /** Opens a stream of server-sent events. */
  open(res: Response, owner: StreamOwner): void;
  /** Has a client that is cut off before its first event come back with this id. */
  resumable(res: Response, id: string): void;
  /** Writes the text of one event or of several. */
  send(res: Response, text: string): void;
  /** Writes an event. A client who has left too much unread is cut off, and resumes if it is still there. */
  write(res: Response, type: string, id: string, data: unknown): void;
}

export function createEventStreams({ event_streams }: StreamSettings): EventStreams {
  const streams = new Set<Response>();
  const ofOwner = new Map<string, number>();
  /** A tenant leaves half of the streams to the others. */
  const most = { session: MOST_OF_A_SESSION, tenant: Math.ceil(event_streams / 2) };
  const keyOf = ({ of, id }: StreamOwner) => `${of}/${id}`;
  let heartbeat: NodeJS.Timeout | undefined;

  const send = (res: Response, text: string): void => {
    if (res.writableLength > MOST_UNREAD) res.destroy();
    else res.write(text);
  };
  const beat = (): void => {
    for (const res of streams) send(res, COMMENT);
  };
  const close = (res: Response, key: string): void => {
    streams.delete(res);
    const left = (ofOwner.get(key) ?? 1) - 1;
    if (left > 0) ofOwner.set(key, left);
    else ofOwner.delete(key);
    if (streams.size > 0) return;
    clearInterval(heartbeat);
    heartbeat = undefined;
  };

  return {
    admit(owner) {
      const open = ofOwner.get(keyOf(owner)) ?? 0;
      if (open >= most[owner.of])
        throw tooMany(`This ${owner.of} has ${open} event streams, which is all it may have.`);
      if (streams.size >= event_streams) throw tooMany('This process has all the event streams that it can hold.');
    },
    open(res, owner) {
      const key = keyOf(owner);
      ofOwner.set(key, (ofOwner.get(key) ?? 0) + 1);
      streams.add(res);
      heartbeat ??= setInterval(beat, HEARTBEAT).unref();
      res.once('close', () => close(res, key));
      res.locals.stream = true;
      res.status(200).set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
      res.flushHeaders();
      forgetCall(res);
    },
    send,
    resumable: (res, id) => send(res, `id: ${id}\n\n`),
    write(res, type, id, data) {
      send(res, `event: ${type}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
    },
  };
}

/**
 * Drops what a stream needs no more once it has begun, and would keep for hours: the call's headers, and its timers.
 */
function forgetCall(res: Response): void {
  const { req } = res;
  req.rawHeaders.length = 0;
  req.headers = {};
  (res.locals.deadline as NodeJS.Timeout[] | undefined)?.splice(0).forEach(clearTimeout);
}

const tooMany = (message: string) => new VestibuleError('rate_limited', message, { retryAfter: ASK_AGAIN });
