import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { DemoKeys } from '../../local/stack/home';
import type { OurChat } from '../arms/us';

/** What a subscription follows: one session, the tenant's events, or those over GraphQL. */
export type Kind = 'session' | 'events' | 'graphql';

export interface Opened {
  leave(): void;
  /** Whether the server has ended it. */
  cut(): boolean;
}

/** Is told of each change that arrives, by its session's id. */
type Hear = (kind: Kind, session_id: string) => void;

/** An event that each change of a session has exactly once. */
const COUNTED = 'session.step_completed';
const QUERY = 'subscription { events { id type at data { sessionId } } }';

/** A subscription on a connection of its own. It resolves once the stream has begun: what changes from then on arrives. */
export function openSubscription(
  kind: Kind,
  api: string,
  keys: DemoKeys,
  chat: OurChat | undefined,
  hear: Hear,
): Promise<Opened> {
  const path = kind === 'session' ? `/sessions/${chat?.id}/events` : kind === 'events' ? '/events' : '/graphql';
  const basic = `Basic ${Buffer.from(`${keys.client_id}:${keys.client_secret}`).toString('base64')}`;
  const headers = {
    accept: 'text/event-stream',
    authorization: kind === 'session' ? `Bearer ${chat?.proof()}` : basic,
  };
  const body = kind === 'graphql' ? JSON.stringify({ query: QUERY }) : undefined;
  const typed = body === undefined ? headers : { ...headers, 'content-type': 'application/json' };
  let left = false;
  let ended = false;
  return new Promise((resolve, reject) => {
    const call: ClientRequest = request(
      api + path,
      { method: body === undefined ? 'GET' : 'POST', headers: typed, agent: new Agent() },
      (answer: IncomingMessage) => {
        if (answer.statusCode !== 200) return reject(new Error(`${path} was answered ${answer.statusCode}`));
        answer.on('error', () => undefined).on('close', () => (ended = !left));
        const opened = { leave, cut: () => ended };
        // A session's stream begins with its state, the others are open with their headers.
        let isFirst = kind === 'session';
        if (!isFirst) resolve(opened);
        readBlocks(answer, (block) => {
          if (kind === 'session') {
            if (!block.includes('data: ')) return;
            if (!isFirst) return hear(kind, String(chat?.id));
            isFirst = false;
            return resolve(opened);
          }
          if (!block.includes(`"${COUNTED}"`)) return;
          const id = /"session_?[iI]d":"([^"]+)"/.exec(block)?.[1];
          if (id !== undefined) hear(kind, id);
        });
      },
    );
    const leave = () => {
      left = true;
      call.destroy();
    };
    call.on('error', reject).end(body);
  });
}

function readBlocks(answer: IncomingMessage, take: (block: string) => void): void {
  let text = '';
  answer.setEncoding('utf8').on('data', (piece: string) => {
    const blocks = (text + piece).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) take(block);
  });
}
