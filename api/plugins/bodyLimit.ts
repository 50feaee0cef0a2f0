import type { Plugin } from 'graphql-yoga';
import { limitExceeded } from '../../schema/errors.ts';

/** A client that is still sending may never read an answer: as much as this, times the limit, is heard out first. */
const patience = 10;

/**
 * Refuses a body of more than `limit` bytes. Node reads no further than the Content-Length says, so where one is given
 * it is all there is to check; a body without is counted while it is read. (Yoga's own limit pipes every body through
 * two more streams, a fifth of the time of a small query.)
 */
export function useBodyLimit(limit: number): Plugin {
  return {
    onRequestParse({ request, requestParser, setRequestParser, fetchAPI }) {
      const length = request.headers.get('content-length');
      if (length !== null) {
        if (Number(length) > limit) throw tooLarge(limit);
        return;
      }
      if (!requestParser || !request.body) return;
      setRequestParser(async (unread) => {
        const { url, method, headers } = unread;
        const body = await readText(unread.body as AsyncIterable<Uint8Array> | null, limit);
        return requestParser(new fetchAPI.Request(url, { method, headers, body }));
      });
    },
  };
}

async function readText(body: AsyncIterable<Uint8Array> | null, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes <= limit) chunks.push(chunk);
    else if (bytes > patience * limit) break; // this closes the connection
  }
  if (bytes > limit) throw tooLarge(limit);
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(limit: number) {
  return limitExceeded(`The body has more than ${limit} bytes`, { http: { status: 413 } });
}
