/** Subscriptions of the SDK against real HTTP servers that misbehave in every way the network knows. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClient, type SubscribeOptions, type TypedDocument } from '../../../clients/sdk/index.ts';
import { problemOf } from '../../support/problemOf.ts';
import { json, type Reply, type ScriptedServer, scriptedServer } from '../../support/scriptedServer.ts';

const servers: ScriptedServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
async function serve(...replies: Reply[]): Promise<ScriptedServer> {
  const server = await scriptedServer(...replies);
  servers.push(server);
  return server;
}
const clientOf = ({ url }: { url: string }) => createClient({ url, key: 'ek_test' });
const away: Reply = (response) => response.writeHead(503, { 'retry-after': '0' }).end('<h1>Service Unavailable</h1>');

const ticks: TypedDocument<{ readonly tick: number }, Record<string, never>> = 'subscription { tick }';
const open = (response: Parameters<Reply>[0]) => response.writeHead(200, { 'content-type': 'text/event-stream' });
const next = (tick: number) => `event: next\ndata: {"data":{"tick":${tick}}}\n\n`;
const complete = 'event: complete\ndata:\n\n';
const heard = async (server: ScriptedServer, options: SubscribeOptions = {}) => {
  const seen: number[] = [];
  for await (const { tick } of clientOf(server).subscribe(ticks, {}, options)) seen.push(tick);
  return seen;
};

describe('a subscription', () => {
  it('hears every event, however the bytes are cut, until the server completes it', async () => {
    const text = `:\r\n\r\n${next(1)}: breath\n\n${next(2).replaceAll('\n', '\r\n')}${complete}`;
    const server = await serve(async (response) => {
      open(response);
      for (const byte of text) {
        response.write(byte);
        await new Promise(setImmediate);
      }
      response.end();
    });
    expect(await heard(server)).toEqual([1, 2]);
    expect(server.requests[0]?.headers.accept).toBe('text/event-stream');
  });
  it('is opened anew when it breaks: cut, ended without a word, or refused for the moment', async () => {
    const cut: Reply = (response) => open(response).write(next(1), () => response.destroy());
    const server = await serve(
      cut,
      away,
      (response) => open(response).end(next(2)),
      (response) => open(response).end(next(3) + complete),
    );
    expect(await heard(server)).toEqual([1, 2, 3]);
    expect(server.requests).toHaveLength(4);
  });
  it('gives up after so many failures in a row, and at once when the graph refuses', async () => {
    const gone = await serve(away);
    expect(await problemOf(heard(gone, { retries: 1 }))).toMatchObject({ code: 'HTTP_503' });
    expect(gone.requests).toHaveLength(2);
    const refused = await serve(json(404, { errors: [{ message: 'no such run', extensions: { code: 'NOT_FOUND' } }] }));
    expect(await problemOf(heard(refused))).toMatchObject({ code: 'NOT_FOUND' });
    const full = await serve(
      (response) =>
        open(response).end(
          'event: next\ndata: {"errors":[{"message":"later","extensions":{"code":"RATE_LIMITED","retryAfterSeconds":0}}]}\n\n',
        ),
      (response) => open(response).end(next(1) + complete),
    );
    expect(await heard(full)).toEqual([1]);
    const revoked = await serve((response) =>
      open(response).write('event: next\ndata: {"errors":[{"message":"no","extensions":{"code":"UNAUTHENTICATED"}}]}\n\n'),
    );
    expect(await problemOf(heard(revoked))).toMatchObject({ kind: 'GRAPH', code: 'UNAUTHENTICATED' });
    expect(refused.requests.length + revoked.requests.length).toBe(2);
  });
  it('takes a connection on which nothing arrives for dead', async () => {
    const server = await serve(
      (response) => open(response).write(next(1)),
      (response) => open(response).end(next(2) + complete),
    );
    expect(await heard(server, { silenceMs: 200 })).toEqual([1, 2]);
  });
  it('waits for a listener who is busy: that is no silence of the server', async () => {
    const server = await serve(async (response) => {
      open(response).write(next(1));
      await sleep(20);
      response.end(complete);
    });
    const seen: number[] = [];
    for await (const { tick } of clientOf(server).subscribe(ticks, {}, { silenceMs: 100 })) {
      if (seen.push(tick) === 2) break;
      await sleep(300);
    }
    expect(seen).toEqual([1]);
    expect(server.requests).toHaveLength(1);
  });
  it('is never taken for dead with a silence of 0, or of more than a timer holds', async () => {
    const server = await serve(async (response) => {
      open(response).write(next(1));
      await sleep(50);
      response.end(complete);
    });
    for (const silenceMs of [0, Number.POSITIVE_INFINITY]) expect(await heard(server, { silenceMs, retries: 0 })).toEqual([1]);
  });
  it('does not wait for longer than a minute because it is asked to', async () => {
    const server = await serve(json(503, { errors: [{ message: 'later' }] }, { 'retry-after': '600' }));
    expect(await problemOf(heard(server))).toMatchObject({ status: 503, retryAfterMs: 600_000 });
  });
  it('a refusal that comes as an event has its code, the wait it asks for and the request', async () => {
    const refusal = { errors: [{ message: 'too many', extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 0.1 } }] };
    const full: Reply = (response) =>
      response
        .writeHead(429, { 'content-type': 'text/event-stream', 'x-request-id': 'r-3' })
        .end(`:\n\nevent: next\ndata: ${JSON.stringify(refusal)}\n\n${complete}`);
    const server = await serve(full, (response) => open(response).end(next(1) + complete));
    expect(await problemOf(heard(server, { retries: 0 }))).toMatchObject({
      kind: 'GRAPH',
      code: 'RATE_LIMITED',
      status: 429,
      retryAfterMs: 100,
      requestId: 'r-3',
      isTransient: true,
    });
    expect(await heard(server)).toEqual([1]);
  });
  it('a refusal whose events say nothing is one of something else', async () => {
    const mute: Reply = (response) => response.writeHead(503, { 'content-type': 'text/event-stream' }).end(complete);
    expect(await problemOf(heard(await serve(mute), { retries: 0 }))).toMatchObject({ kind: 'HTTP', code: 'HTTP_503' });
  });
  it('counts what never opened as a failure, however long that took', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const late: Reply = (response) => {
      vi.setSystemTime(Date.now() + 15_000);
      response.destroy();
    };
    const server = await serve(late, late, (response) => open(response).end(next(1) + complete));
    const problem = await problemOf(heard(server, { retries: 1 })).finally(() => vi.useRealTimers());
    expect(problem).toMatchObject({ code: 'UNREACHABLE' });
    expect(server.requests).toHaveLength(2);
  });
  it('ends on the signal, and when nobody listens any more', async () => {
    const server = await serve((response) => open(response).write(next(1)));
    const abort = new AbortController();
    const listening = heard(server, { signal: abort.signal });
    await expect.poll(() => server.requests.length).toBe(1);
    await sleep(20);
    abort.abort();
    expect(await listening).toEqual([1]);
    for await (const _tick of clientOf(server).subscribe(ticks)) break;
    await expect.poll(() => server.requests.map(({ isCutOff }) => isCutOff)).toEqual([true, true]);
  });
});
