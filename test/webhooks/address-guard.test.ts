import type { AddressInfo } from 'node:net';
import { createServer, type LookupFunction } from 'node:net';
import { whyRefused } from '../../webhooks/address';
import { urlFault } from '../../webhooks/address-guard';
import { sendOnce } from '../../webhooks/send';
import { event, sending } from './support/sending';

const production = { allowLoopback: false };
const local = { allowLoopback: true };
const never = new AbortController().signal;

describe('An address that is called', () => {
  test.each(['8.8.8.8', '1.1.1.1', '93.184.216.34', '2606:4700:4700::1111', '2a00:1450:4001:82f::200e'])(
    '%s is one of the public internet',
    (address) => expect(whyRefused(address)).toBeUndefined(),
  );

  test.each([
    ['127.0.0.1', 'is this machine itself'],
    ['127.255.255.254', 'is this machine itself'],
    ['10.1.2.3', 'is private'],
    ['172.16.0.1', 'is private'],
    ['172.31.255.255', 'is private'],
    ['192.168.0.1', 'is private'],
    ['169.254.169.254', 'cloud metadata'],
    ['100.64.0.1', 'inner network'],
    ['100.127.255.255', 'inner network'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['0.0.0.0', 'no host'],
    ['0.1.2.3', 'no host'],
    ['192.0.2.1', 'special purpose'],
    ['198.51.100.1', 'special purpose'],
    ['203.0.113.1', 'special purpose'],
    ['198.18.0.1', 'special purpose'],
    ['198.19.255.255', 'special purpose'],
    ['192.0.0.1', 'special purpose'],
    ['192.88.99.1', 'special purpose'],
    ['240.0.0.1', 'special purpose'],
    ['::1', 'is this machine itself'],
    ['::', 'no host'],
    ['fc00::1', 'is private'],
    ['fd12:3456::1', 'is private'],
    ['fec0::1', 'is private'],
    ['fe80::1', 'cloud metadata'],
    ['fe80::1%eth0', 'cloud metadata'],
    ['ff02::1', 'multicast'],
    ['2001:db8::1', 'special purpose'],
    ['3fff::1', 'special purpose'],
    ['100::1', 'special purpose'],
    ['4000::1', 'special purpose'],
    ['5f00::1', 'special purpose'],
    ['::ffff:127.0.0.1', 'is this machine itself'],
    ['::ffff:10.0.0.1', 'is private'],
    ['::ffff:a9fe:a9fe', 'cloud metadata'],
    ['::ffff:0:127.0.0.1', 'special purpose'],
    ['::7f00:1', 'special purpose'],
    ['64:ff9b::127.0.0.1', 'is this machine itself'],
    ['64:ff9b::a9fe:a9fe', 'cloud metadata'],
    ['64:ff9b:1::7f00:1', 'special purpose'],
    ['2002:7f00:1::1', 'special purpose'],
    ['2001:0:53aa:64c::1', 'special purpose'],
  ])('is not %s, which %s', (address, why) => {
    expect(whyRefused(address)).toContain(why);
    expect(whyRefused(address)).toContain(address);
  });

  test('may be behind a NAT64 or mapped, where the address inside is public', () => {
    expect(['64:ff9b::8.8.8.8', '::ffff:8.8.8.8'].map(whyRefused)).toEqual([undefined, undefined]);
  });
});

describe('The URL of an endpoint', () => {
  test.each(['https://shop.example', 'https://shop.example:8443/hooks?tenant=1', 'https://8.8.8.8/'])(
    'may be %s',
    (url) => expect(urlFault(url, production)).toBeUndefined(),
  );

  test.each([
    ['shop.example/hooks', 'url_malformed'],
    ['', 'url_malformed'],
    [' https://shop.example/', 'url_malformed'],
    ['https://shop.example/\n', 'url_malformed'],
    ['https://shop.example/\u0000', 'url_malformed'],
    [`https://shop.example/${'x'.repeat(2_048)}`, 'url_malformed'],
    ['http://shop.example/', 'url_scheme'],
    ['ftp://shop.example/', 'url_scheme'],
    ['file:///etc/passwd', 'url_scheme'],
    ['javascript:alert(1)', 'url_scheme'],
    ['https://shop.example:22/', 'url_port'],
    ['https://shop.example:8080/', 'url_port'],
    ['https://user:pass@shop.example/', 'url_credentials'],
    ['https://user@shop.example/', 'url_credentials'],
    ['https://shop.example/#here', 'url_fragment'],
    ['https://localhost/', 'address_refused'],
    ['https://LOCALHOST./', 'address_refused'],
    ['https://api.localhost/', 'address_refused'],
    ['https://printer.local/', 'address_refused'],
    ['https://metadata.google.internal/', 'address_refused'],
    ['https://127.0.0.1/', 'address_refused'],
    ['https://127.1/', 'address_refused'],
    ['https://2130706433/', 'address_refused'],
    ['https://0x7f000001/', 'address_refused'],
    ['https://0177.0.0.1/', 'address_refused'],
    ['https://0x7f.1/', 'address_refused'],
    ['https://１２７.０.０.１/', 'address_refused'],
    ['https://127.0.0.1./', 'address_refused'],
    ['https://%31%32%37.0.0.1/', 'address_refused'],
    ['https://169.254.169.254/latest/meta-data/', 'address_refused'],
    ['https://[::1]/', 'address_refused'],
    ['https://[::ffff:127.0.0.1]/', 'address_refused'],
    ['https://[::ffff:7f00:1]/', 'address_refused'],
    ['https://[64:ff9b::7f00:1]/', 'address_refused'],
    ['https://[2002:7f00:1::]/', 'address_refused'],
    ['https://[fd00::1]/', 'address_refused'],
  ])('is not %j: %s, in words', (url, code) => {
    expect(urlFault(url, production)).toEqual({ code, message: expect.stringMatching(/^[A-Z].{20,}\.$/) });
  });

  test('may be this machine, by http and at any port, where the process is set to that, and no other private one', () => {
    const ours = ['http://localhost:4100/hook', 'http://127.0.0.1:4100/', 'http://[::1]:4100/', 'https://localhost:1/'];
    for (const url of ours) {
      expect(urlFault(url, local)).toBeUndefined();
      expect(urlFault(url, production)).toBeDefined();
    }
    for (const url of ['http://10.0.0.1/', 'http://shop.example/', 'https://169.254.169.254/', 'ftp://localhost/'])
      expect(urlFault(url, local)).toBeDefined();
  });
});

describe('When connecting', () => {
  /** A resolver that answers in turn. */
  const answering = (...answers: string[][]) => {
    const asked: string[] = [];
    const lookup: LookupFunction = (hostname, options, callback) => {
      asked.push(hostname);
      const addresses = answers[Math.min(asked.length, answers.length) - 1] ?? [];
      const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      const [first] = found;
      if (options.all) callback(null, found);
      else callback(null, String(first?.address), first?.family);
    };
    return { lookup, asked };
  };
  const attempt = async (url: string, lookup: LookupFunction, allowLoopback = false) => {
    const { deps, endpoint, close } = sending({ lookup, allowLoopback });
    const ended = await sendOnce(deps, endpoint(url), event(), { signal: never });
    await close();
    return ended;
  };

  test.each([
    [['127.0.0.1']],
    [['10.0.0.1']],
    [['169.254.169.254']],
    [['::1']],
    [['::ffff:127.0.0.1']],
    [['64:ff9b::a9fe:a9fe']],
    [['8.8.8.8', '192.168.0.1']],
  ])('a name that leads to %j is refused in words, and asked for once', async (addresses) => {
    const { lookup, asked } = answering(addresses);
    expect(await attempt('https://shop.example/hook', lookup)).toMatchObject({
      error: 'address_refused',
      message: expect.stringContaining(String(addresses.at(-1))),
    });
    expect(asked).toEqual(['shop.example']);
  });

  test('a name that was public when it was looked at first, and is loopback now, is judged by what it is now', async () => {
    const server = createServer();
    const connected = jest.fn();
    server.on('connection', connected);
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { lookup, asked } = answering(['8.8.8.8'], ['127.0.0.1']);
    // Whoever looks first, as a check before the request would, is told the public address.
    lookup('rebind.example', { all: true }, () => undefined);
    const { deps, endpoint, close } = sending({ lookup, allowLoopback: false });
    // The port is not judged here, but by the URL: the agent alone has to hold.
    await expect(
      deps.dispatcher.request({ origin: `http://rebind.example:${port}`, path: '/', method: 'POST' }),
    ).rejects.toMatchObject({ code: 'address_refused' });
    expect((await sendOnce(deps, endpoint('https://rebind.example/'), event(), { signal: never })).error).toBe(
      'address_refused',
    );
    expect(asked).toEqual(['rebind.example', 'rebind.example', 'rebind.example']);
    expect(connected).not.toHaveBeenCalled();
    await close();
    await new Promise((resolve) => void server.close(resolve));
  });

  test('an address in place of a name is judged too, without a look-up', async () => {
    const { lookup, asked } = answering(['8.8.8.8']);
    const { deps, close } = sending({ lookup, allowLoopback: false });
    for (const origin of ['http://127.0.0.1:1', 'http://[::1]:1', 'http://[::ffff:127.0.0.1]:1', 'http://10.0.0.1:1'])
      await expect(deps.dispatcher.request({ origin, path: '/', method: 'POST' })).rejects.toMatchObject({
        code: 'address_refused',
      });
    expect(asked).toEqual([]);
    await close();
  });

  test('a name without an address is refused, and so is `localhost` that leads elsewhere', async () => {
    expect((await attempt('https://shop.example/', answering([]).lookup)).error).toBe('address_refused');
    const elsewhere = await attempt('http://localhost:9/', answering(['10.0.0.1']).lookup, true);
    expect(elsewhere).toMatchObject({ error: 'address_refused', message: expect.stringContaining('10.0.0.1') });
  });

  test('a name that is not loopback’s own is refused where it leads there, though loopback is allowed', async () => {
    expect((await attempt('https://shop.example/', answering(['127.0.0.1']).lookup, true)).error).toBe(
      'address_refused',
    );
  });

  test('a name that no resolver knows is `name_unknown`', async () => {
    const lookup: LookupFunction = (hostname, _options, callback) =>
      callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' }), '');
    expect(await attempt('https://no-such.example/?token=secret', lookup)).toMatchObject({
      error: 'name_unknown',
      message: 'The name of the host could not be resolved.',
    });
  });
});
