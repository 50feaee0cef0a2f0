import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { csrfHeader } from '../auth/credential.ts';
import { isBrowser } from '../htmlPage.ts';

/** A browser that opens the address, not a program that queries it. */
export const wantsGraphiql = (request: IncomingMessage, url: URL) => isBrowser(request) && !url.searchParams.has('query');

let page: Promise<{ html: Buffer; zipped: Buffer }> | null = null;

/** The page with all its scripts inside (9 MB, 2 MB zipped), read and made once and only when somebody asks. */
function makePage() {
  page ??= import('@graphql-yoga/render-graphiql').then(async ({ renderGraphiQL }) => {
    const html = Buffer.from(
      renderGraphiQL({
        title: 'Earshot',
        endpoint: '/graphql',
        credentials: 'same-origin',
        additionalHeaders: { [csrfHeader]: '1' },
        defaultQuery: '{\n  workspace { name }\n  surveys {\n    nodes { key nps { estimate ciLow ciHigh n } }\n  }\n}\n',
      } as Parameters<typeof renderGraphiQL>[0]),
    );
    return { html, zipped: await promisify(gzip)(html) };
  });
  return page;
}

/** Its scripts are inline and its workers come from blobs; from anywhere else it loads nothing, online or not. */
const policy =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob:; worker-src blob:; style-src 'unsafe-inline'; img-src 'self' data:; font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export async function handleGraphiql(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { html, zipped } = await makePage();
  const isZipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-cache',
    vary: 'accept, accept-encoding, origin',
    ...(isZipped && { 'content-encoding': 'gzip' }),
  });
  response.end(isZipped ? zipped : html);
}
