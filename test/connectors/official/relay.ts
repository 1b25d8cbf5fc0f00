import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sent } from '../../sandbox/official/requests';
import { disguise } from './disguise';
import type { Fronted } from './fronted';
import { signInAt } from './sign-in';

/** Every request of the connector's on its way to the sandbox, by the name of the bank that it was for. */
export interface Relay {
  url: string;
  sent: Map<string, Sent[]>;
  close(): Promise<void>;
}

/**
 * Stands between the connector and the sandbox's banks and notes what passes. A profile that no bank of the sandbox
 * wears is answered by another bank: paths, product and token are written over, after they were noted.
 */
export async function openRelay(bank_url: string, banks: readonly Fronted[]): Promise<Relay> {
  const sent = new Map<string, Sent[]>(banks.map(({ profile }) => [profile.name, []]));
  const told = new Map<string, string>();
  let url = '';
  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked: Sent = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    const bank = banks.find(({ base }) => asked.path.startsWith(`${base}/`)) as Fronted | undefined;
    if (!bank) return void response.writeHead(404).end();
    const { name } = bank.profile;
    const query = asked.path.split('?')[1];
    sent.get(name)?.push({ ...asked, linked: query !== undefined && (told.get(name) ?? '').includes(`?${query}"`) });
    const signedIn = signInAt(bank, asked);
    if (signedIn) return void response.writeHead(signedIn.status, signedIn.headers).end(signedIn.body);
    const { path, headers, body, back } = disguise(bank, asked);
    const answer = await fetch(`${bank_url}${path}`, {
      method: asked.method,
      headers,
      redirect: 'manual',
      ...(body === '' ? {} : { body }),
    });
    const text = await answer.text();
    const kept = ['content-type', 'aspsp-sca-approach', 'location', 'retry-after'].flatMap((name) => {
      const value = answer.headers.get(name);
      return value === null ? [] : [[name, value]];
    });
    response.writeHead(answer.status, Object.fromEntries(kept));
    const links = [...text.matchAll(/"[^"]*\?[^"]*"/g)].join();
    told.set(name, `${told.get(name) ?? ''}${links}`);
    response.end(back(text.replaceAll(`${bank_url}${bank.answeredBy.base}`, `${url}${bank.answeredBy.base}`)));
  };
  const server = createServer((request, response) => void pass(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    sent,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
