import type { IncomingMessage } from 'node:http';
import { within } from './limits/within.ts';
import { Problem } from './problem.ts';

/** The body, without the habit of destroying request and socket when the loop ends early: an answer is still owed. */
export const bodyOf = (request: IncomingMessage) => request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;

/** The sender hung up in the middle: nobody is left to answer. */
export const hasGone = (request: IncomingMessage) => request.destroyed && !request.complete;

export interface JsonLimits {
  readonly bytes: number;
  readonly seconds: number;
}

/** A body as JSON; undefined where it is empty. @throws Problem 400 where it is no JSON, 408 and 413 beyond a limit */
export async function readJson(request: IncomingMessage, { bytes, seconds }: JsonLimits): Promise<unknown> {
  const tooSlow = () => new Problem(408, 'TIMEOUT', `the body did not arrive within ${seconds} s`, { connection: 'close' });
  const body = await within(seconds, readWhole(request, bytes), tooSlow);
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new Problem(400, 'BAD_USER_INPUT', 'the body is not JSON');
  }
}

async function readWhole(request: IncomingMessage, longestBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of bodyOf(request)) {
    size += piece.length;
    if (size > longestBytes) throw new Problem(413, 'LIMIT_EXCEEDED', `the JSON has more than ${longestBytes} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
