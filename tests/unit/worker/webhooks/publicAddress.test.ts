import type { LookupAddress } from 'node:dns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postWebhook } from '../../../../worker/webhooks/postWebhook.ts';
import { isPublicAddress, publicLookup } from '../../../../worker/webhooks/publicAddress.ts';
import { webhookUrlFault } from '../../../../worker/webhooks/webhookUrl.ts';

/** IANA's registries of special-purpose addresses (RFC 6890 and what came after), and what wraps an IPv4 address in IPv6. */
const inside = [
  ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '100.64.0.1', '100.100.100.200', '127.0.0.1', '127.255.255.254', '169.254.169.254'],
  ...['172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1', '192.88.99.1', '192.168.1.1', '198.18.0.1', '198.19.255.255'],
  ...['198.51.100.7', '203.0.113.7', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', '168.63.129.16'],
  ...['::', '::1', '::7f00:1', '::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '::ffff:10.0.0.1', '::ffff:0:127.0.0.1'],
  ...['64:ff9b::7f00:1', '64:ff9b:1::a00:1', '100::1', '2001::1', '2001:2::1', '2001:10::1', '2001:20::1', '2001:db8::1', '2002:7f00:1::'],
  ...['3fff::1', '4000::1', '5f00::1', 'fc00::1', 'fd00:ec2::254', 'fe80::1', 'fec0::1', 'ff02::1'],
];
const outside = ['1.1.1.1', '8.8.8.8', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1', '2606:4700::1111', '2a00:1450::1'];

describe('an address', () => {
  it.each(inside)('%s is not of the public internet', (address) => expect(isPublicAddress(address)).toBe(false));
  it.each([...outside, '::ffff:8.8.8.8'])('%s is', (address) => expect(isPublicAddress(address)).toBe(true));
  it.each(['', 'localhost', '1.2.3', 'fe80::1%eth0', '300.1.1.1'])('%j is no address', (text) => expect(isPublicAddress(text)).toBe(false));
});

describe('the URL of a webhook', () => {
  it.each<[string, RegExp | null]>([
    ['https://hooks.example.com/earshot?token=1', null],
    ['https://8.8.8.8/x', null],
    ['https://[2606:4700::1111]:8443/', null],
    ['http://hooks.example.com/', /https/],
    ['ftp://hooks.example.com/', /https/],
    ['hooks.example.com', /no URL/],
    ['https://user:word@hooks.example.com/', /password/],
    ['https://hooks.example.com/#part', /fragment/],
    ['https://localhost/', /public/],
    ['https://LOCALHOST./', /public/],
    ['https://api.localhost/', /public/],
    ['https://127.0.0.1/', /public/],
    ['https://2130706433/', /public/], // 127.0.0.1 as one number,
    ['https://0x7f.1/', /public/], // in hexadecimal and short,
    ['https://017700000001/', /public/], // and in octal
    ['https://[::ffff:169.254.169.254]/', /public/],
    ['https://[::1]/', /public/],
    [`https://hooks.example.com/${'x'.repeat(2000)}`, /2000/],
  ])('%s: %s', (url, fault) => {
    const found = webhookUrlFault(url, false);
    if (fault === null) expect(found).toBeNull();
    else expect(found).toMatch(fault);
  });

  it('may be of a closed network where that is allowed', () => {
    expect(webhookUrlFault('http://127.0.0.1:8080/x', true)).toBeNull();
    expect(webhookUrlFault('ftp://127.0.0.1/x', true)).toMatch(/https/);
  });
});

const answer = (...addresses: string[]): LookupAddress[] =>
  addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

describe('a name', () => {
  const answer = (...addresses: string[]): LookupAddress[] =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const ask = (addresses: LookupAddress[], all: boolean) =>
    new Promise((resolve, reject) =>
      publicLookup((_host, onDone) => onDone(null, addresses))('hooks.example.com', { all }, (error, found) =>
        error ? reject(error) : resolve(found),
      ),
    );

  it('is answered with the addresses that were checked', async () => {
    expect(await ask(answer('8.8.8.8', '2606:4700::1111'), true)).toEqual(answer('8.8.8.8', '2606:4700::1111'));
    expect(await ask(answer('8.8.8.8', '1.1.1.1'), false)).toBe('8.8.8.8');
  });
  it.each([['10.0.0.1'], ['8.8.8.8', '10.0.0.1'], ['8.8.8.8', '::1']])(
    'is refused when any of its addresses is inside: %s',
    async (...given) => {
      await expect(ask(answer(...given), true)).rejects.toThrow('public addresses only');
    },
  );
  it('without an address is an error', async () => {
    await expect(ask([], true)).rejects.toThrow('no address');
  });
});

/** The attack: a name that shows a public address to the check and a private one to the connection. */
describe('a name whose answers change', () => {
  let server: Server;
  let port: number;
  let visits = 0;
  beforeAll(async () => {
    server = createServer((_request, response) => response.end('from the inside'));
    server.on('connection', () => {
      visits += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('is judged by each answer: the second one is refused', async () => {
    const answers = [answer('8.8.8.8'), answer('127.0.0.1')];
    const lookup = publicLookup((_host, onDone) => onDone(null, answers.shift() ?? []));
    const found = () =>
      new Promise((resolve) => lookup('hooks.example.com', { all: true }, (error, addresses) => resolve(error?.name ?? addresses)));
    expect(await found()).toEqual(answer('8.8.8.8'));
    expect(await found()).toBe('PrivateAddress');
  });

  it('is asked by the connection itself and once only: there is no second answer to go by', async () => {
    let asked = 0;
    const lookup: LookupFunction = (_host, options, onDone) => {
      asked += 1;
      if (options.all) onDone(null, answer('127.0.0.1'));
      else onDone(null, '127.0.0.1', 4);
    };
    const post = () => postWebhook({ url: `http://hooks.example.com:${port}/`, headers: {}, body: '{}' }, { allowPrivate: true, lookup });
    expect(await post()).toMatchObject({ status: 200, response: 'from the inside' });
    expect(asked).toBe(1);
    await post(); // a connection that had been kept would not ask
    expect({ asked, visits }).toEqual({ asked: 2, visits: 2 });
  });

  it('reaches nothing when the answer at the time of sending is private', async () => {
    const before = visits;
    const lookup = publicLookup((_host, onDone) => onDone(null, answer('127.0.0.1')));
    const sent = await postWebhook({ url: `https://hooks.example.com:${port}/`, headers: {}, body: '{}' }, { allowPrivate: false, lookup });
    expect(sent).toMatchObject({ status: null, error: expect.stringMatching(/^PRIVATE_ADDRESS/) });
    expect(visits).toBe(before);
  });

  it('an address in the URL itself is refused without a lookup', async () => {
    const before = visits;
    for (const url of [`https://127.0.0.1:${port}/`, `http://hooks.example.com:${port}/`, `https://[::ffff:127.0.0.1]:${port}/`]) {
      const sent = await postWebhook({ url, headers: {}, body: '{}' }, { allowPrivate: false });
      expect(sent, url).toMatchObject({ status: null, error: expect.stringMatching(/^PRIVATE_ADDRESS/) });
    }
    expect(visits).toBe(before);
  });
});
