import type { IncomingMessage } from 'node:http';
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
export async function readJson(request: IncomingMessage, limits: JsonLimits): Promise<unknown> {
  const body = await readWithin(request, limits);
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new Problem(400, 'BAD_USER_INPUT', 'the body is not JSON');
  }
}

async function readWithin(request: IncomingMessage, { bytes, seconds }: JsonLimits): Promise<Buffer> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new Problem(408, 'TIMEOUT', `the body did not arrive within ${seconds} s`, { connection: 'close' }));
  }, seconds * 1000);
  const whole = readWhole(request, bytes);
  try {
    return await Promise.race([whole, late.promise]);
  } finally {
    clearTimeout(timer);
    whole.catch(() => {}); // it may end after the race
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
