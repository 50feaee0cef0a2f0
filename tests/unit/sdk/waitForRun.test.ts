/** How long a wait for a run bears a server that is away, against real servers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { createClient, type WaitOptions, waitForRun } from '../../../clients/sdk/index.ts';
import { type Reply, type ScriptedServer, scriptedServer } from '../../support/scriptedServer.ts';

let server: ScriptedServer;
afterEach(() => server.close());

const away: Reply = (response) => response.writeHead(503, { 'retry-after': '0' }).end();
const event = (state: string) => `event: next\ndata: {"data":{"runUpdated":{"state":"${state}"}}}\n\n`;
const tells =
  (state: string): Reply =>
  (response) =>
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`${event(state)}event: complete\ndata:\n\n`);

async function wait(replies: readonly Reply[], options: WaitOptions = {}, retries?: number) {
  server = await scriptedServer(...replies);
  const startedAt = Date.now();
  try {
    return (await waitForRun(createClient({ url: server.url, key: 'ek_test', retries }), 'run', options)).state;
  } catch (error) {
    return { error, milliseconds: Date.now() - startedAt };
  }
}

it('bears more failures than a client whose requests are not tried again, and starts anew after each end in good order', async () => {
  const heard: string[] = [];
  const restart = [away, away, away];
  const replies = [...restart, tells('RUNNING'), ...restart, tells('RUNNING'), ...restart, tells('SUCCEEDED')];
  expect(await wait(replies, { awayMs: 4000, onProgress: ({ state }) => heard.push(state) }, 0)).toBe('SUCCEEDED');
  expect(heard).toEqual(['RUNNING', 'RUNNING']);
});
it('ends with the last refusal when the server stays away for longer', async () => {
  expect(await wait([away], { awayMs: 500 })).toMatchObject({
    error: { code: 'HTTP_503' },
    milliseconds: expect.toSatisfy((took) => took >= 500),
  });
  expect(server.requests.length).toBeGreaterThan(1);
});
it('counts failures where it is told to', async () => {
  expect(await wait([away], { retries: 1 })).toMatchObject({ error: { code: 'HTTP_503' } });
  expect(server.requests).toHaveLength(2);
});
it('is not borne at all where the graph refuses', async () => {
  const refuses: Reply = (response) =>
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"errors":[{"message":"no","extensions":{"code":"NOT_FOUND"}}]}');
  expect(await wait([refuses])).toMatchObject({ error: { code: 'NOT_FOUND' } });
  expect(server.requests).toHaveLength(1);
});
it('ends with the reason of the signal, also between two tries', async () => {
  const abort = new AbortController();
  const waiting = wait([away], { signal: abort.signal });
  await sleep(100);
  abort.abort('enough');
  expect(await waiting).toMatchObject({ error: 'enough' });
});
