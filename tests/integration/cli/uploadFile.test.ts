/** Uploads against a server that fails in every way a network can: nothing is lost, nothing is sent twice. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { uploadFile } from '../../../clients/cli/server/uploadFile.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const bytes = randomBytes(9_500_000); // three pieces
let file: string;
beforeAll(async () => {
  file = join(await temporaryFolder('upload'), 'data.csv');
  await writeFile(file, bytes);
});

/** As api/uploads does it, except for what `trouble` does to a request first: true when it has dealt with it. */
interface FakeServer {
  readonly received: Buffer[];
  readonly announcements: string[];
  isComplete: boolean;
  readonly url: string;
}
type Trouble = (request: IncomingMessage, response: ServerResponse, state: FakeServer) => boolean;
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

async function fakeServer(trouble: Trouble): Promise<FakeServer> {
  const state: FakeServer = { received: [], announcements: [], isComplete: false, url: '' };
  const length = () => state.received.reduce((sum, piece) => sum + piece.length, 0);
  const server = createServer((request, response) => {
    if (trouble(request, response, state)) return;
    if (request.method === 'POST') {
      state.announcements.push(String(request.headers['idempotency-key']));
      request.resume().on('end', () => {
        const begun = JSON.stringify({ id: 'SW1wb3J0OjE', state: 'UPLOADING', uploadOffset: length() });
        response.writeHead(201, { 'content-type': 'application/json' }).end(begun);
      });
    } else if (request.method === 'HEAD') response.writeHead(200, { 'upload-offset': String(length()) }).end();
    else if (Number(request.headers['upload-offset']) !== length() || state.isComplete) response.writeHead(409).end();
    else {
      request.on('data', (piece: Buffer) => state.received.push(piece));
      request.on('end', () => {
        state.isComplete = length() === bytes.length;
        response.writeHead(state.isComplete ? 202 : 204, { 'upload-offset': String(length()) }).end();
      });
    }
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

async function upload(trouble: Trouble): Promise<{ state: FakeServer; id: string; progress: number[] }> {
  const state = await fakeServer(trouble);
  const progress: number[] = [];
  const announcement = { as: 'customers', filename: 'data.csv', uploadLength: bytes.length, dryRun: false } as const;
  const id = await uploadFile({ url: state.url, key: 'ek_test' }, file, announcement, { onProgress: (sent) => progress.push(sent) });
  return { state, id, progress };
}

/** Does something once. */
function once(when: (request: IncomingMessage) => boolean, deed: Trouble): Trouble {
  let isDone = false;
  return (request, response, state) => {
    if (isDone || !when(request)) return false;
    isDone = true;
    return deed(request, response, state);
  };
}
const isPatch = (request: IncomingMessage) => request.method === 'PATCH';

it.each<[string, Trouble]>([
  ['nothing goes wrong', () => false],
  [
    'the connection is cut in the middle of a piece, a part of which was kept',
    once(isPatch, (request, _response, { received }) => {
      request.once('data', (piece: Buffer) => {
        received.push(piece);
        request.socket.destroy();
      });
      return true;
    }),
  ],
  [
    'the piece arrives whole and its answer is lost',
    once(isPatch, (request, _response, { received }) => {
      request.on('data', (piece: Buffer) => received.push(piece));
      request.on('end', () => request.socket.destroy());
      return true;
    }),
  ],
  [
    'the server is killed between the last byte and the order that follows it',
    once(
      (request) => isPatch(request) && Number(request.headers['upload-offset']) > 8_000_000,
      (request, _response, { received }) => {
        request.on('data', (piece: Buffer) => received.push(piece));
        request.on('end', () => request.socket.destroy());
        return true;
      },
    ),
  ],
  ['the server is restarting', once(isPatch, (request, response) => Boolean(request.resume() && response.writeHead(503).end()))],
  [
    'the answer to the announcement is lost',
    once(
      (request) => request.method === 'POST',
      (request) => Boolean(request.socket.destroy()),
    ),
  ],
])('every byte arrives once when %s', async (_name, trouble) => {
  const { state, id, progress } = await upload(trouble);
  expect(id).toBe('SW1wb3J0OjE');
  expect(state.isComplete).toBe(true);
  expect(Buffer.concat(state.received).equals(bytes)).toBe(true);
  expect(progress.at(-1)).toBe(bytes.length);
  expect(new Set(state.announcements).size).toBe(1);
});

it('says what the server says when it refuses', async () => {
  const refuse: Trouble = (request, response) => {
    request
      .resume()
      .on('end', () =>
        response
          .writeHead(403, { 'content-type': 'application/problem+json' })
          .end('{"title":"No","detail":"this needs a key with the scope \\"ingest\\""}'),
      );
    return true;
  };
  await expect(upload(refuse)).rejects.toThrow('this needs a key with the scope "ingest"');
});
