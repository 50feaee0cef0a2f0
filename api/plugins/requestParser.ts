import type { Plugin } from 'graphql-yoga';
import { badUserInput, limitExceeded, timedOut } from '../../schema/errors.ts';
import type { GraphRequest } from '../context.ts';
import { within } from '../limits/within.ts';

/**
 * What may go wrong before there is a query: the body is too large or too slow, of a type that is not known here, or no
 * JSON. Node reads no further than the Content-Length says, so where one is given it is all there is to check; a body
 * without is counted while it is read. (Yoga's own limit pipes every body through two more streams, a fifth of the time
 * of a small query.)
 */
export function useRequestParser({ bytes, seconds }: { readonly bytes: number; readonly seconds: number }): Plugin {
  return {
    onParams({ params }) {
      for (const [name, value] of Object.entries(params.variables ?? {}))
        if (hasHalfSurrogate(value)) throw badUserInput(name, 'a text of this variable is no Unicode: half of a pair of surrogates');
    },
    onRequestParse({ request, requestParser, setRequestParser, fetchAPI, serverContext }) {
      const { saved } = serverContext as unknown as GraphRequest;
      if (saved) return setRequestParser(() => saved as never);
      const { method, headers } = request;
      if (method !== 'GET' && method !== 'POST') return; // Yoga refuses it
      if (!requestParser) throw unknownType(headers.get('content-type'));
      if (method === 'GET') return setRequestParser((unread) => parsed(() => requestParser(unread), unread.url));
      const length = headers.get('content-length');
      if (length !== null && Number(length) > bytes) throw tooLarge(bytes);
      setRequestParser(async (unread) => {
        if (length !== null || !unread.body)
          return within(
            seconds,
            parsed(() => requestParser(unread)),
            tooSlow(seconds),
          );
        const body = await within(seconds, readText(unread.body as AsyncIterable<Uint8Array>, bytes), tooSlow(seconds));
        return parsed(() => requestParser(new fetchAPI.Request(unread.url, { method, headers, body })));
      });
    },
  };
}

/** Query and variables of a parser that answers with exceptions of its own. */
async function parsed<Params>(parse: () => Params, address?: string): Promise<Awaited<Params>> {
  try {
    return await parse();
  } catch (error) {
    if (error instanceof SyntaxError) {
      if (address) throw badUserInput(parameterAtFault(address), 'this is not JSON');
      throw badUserInput('body', 'variables or extensions of the form are not JSON');
    }
    if ((error as Error).message === 'POST body sent invalid JSON.') throw badUserInput('body', 'this is not JSON');
    throw error;
  }
}

/** JSON can write it, and no database takes it. Without recursion: who nests a megabyte of brackets is to be told so, by others. */
function hasHalfSurrogate(value: unknown): boolean {
  const open = [value];
  while (open.length > 0) {
    const one = open.pop();
    if (typeof one === 'string' && !one.isWellFormed()) return true;
    if (typeof one === 'object' && one !== null) for (const inner of Object.values(one)) open.push(inner);
  }
  return false;
}

/** Two parameters hold JSON; of both at fault it is the first that is read. */
function parameterAtFault(address: string): 'variables' | 'extensions' {
  try {
    JSON.parse(new URL(address).searchParams.get('variables') || '{}');
    return 'extensions';
  } catch {
    return 'variables';
  }
}

/** Fails as soon as there is too much, and goes on reading without keeping anything: who only sends would not read the answer (the server cuts it off a second later). */
function readText(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const text = Promise.withResolvers<string>();
  const read = async () => {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      if (bytes <= limit) chunks.push(chunk);
      else if (chunks.splice(0).length > 0 || bytes === chunk.byteLength) text.reject(tooLarge(limit));
    }
    text.resolve(Buffer.concat(chunks).toString('utf8'));
  };
  read().catch(text.reject);
  return text.promise;
}

const tooSlow = (seconds: number) => () =>
  timedOut(`The body did not arrive within ${seconds} s`, { seconds, http: { status: 408, headers: { connection: 'close' } } });

const tooLarge = (limit: number) => limitExceeded(`The body has more than ${limit} bytes`, { http: { status: 413 } });

function unknownType(given: string | null) {
  const error = badUserInput('Content-Type', `${given ?? 'none'} is not read here; send application/json with { query, variables }`);
  return Object.assign(error, { extensions: { ...error.extensions, http: { status: 415 } } });
}
