/** GET /bi/v1/{dataset}.{csv,json,ndjson,arrow} and /bi/v1/$schema: whole datasets for BI tools, past GraphQL, straight from COPY. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { inSnapshot } from '../../prisma/sql.ts';
import type { Principal } from '../../schema/context.ts';
import type { PageAddress } from '../auth/signedUrl.ts';
import type { Services } from '../context.ts';
import { Problem } from '../problem.ts';
import { type DatasetRequest, readDatasetRequest } from './datasetRequest.ts';
import { isKnown } from './datasetVersion.ts';
import { type AddressAfter, cacheHeaders, readExportHead, readTag } from './exportHead.ts';
import { inExportSnapshot } from './exportSnapshot.ts';
import { schemaDocument } from './schemaDocument.ts';
import { streamExport } from './streamExport.ts';

/** One request below /bi/v1. `url` has the parameters of the export alone: whoever admitted the principal has taken out his own. */
export interface DatasetExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly principal: Principal;
  readonly pageAddress: PageAddress;
  isStillGood(): Promise<boolean>;
  readonly services: Pick<Services, 'sql' | 'exports' | 'cancelStatement'>;
}

/** @throws Problem */
export async function sendDataset(exchange: DatasetExchange): Promise<void> {
  const { request, response, url, principal, services, isStillGood } = exchange;
  const asked = readDatasetRequest(url, principal.scopes);
  const known = request.headers['if-none-match'];
  if (known !== undefined) {
    // Apart from the export: who has the rows already waits for no place.
    const etag = await inSnapshot(services.sql, principal.workspaceId, (tx) => readTag(tx, principal, asked));
    if (isKnown(etag, known)) {
      response.writeHead(304, { ...cacheHeaders, etag }).end();
      return;
    }
  }
  if (request.method === 'HEAD') return sendHead(exchange, asked);
  await streamExport({ services, principal, request: asked, addressAfter: addressAfter(exchange), response, isStillGood });
}

/** The address of the next page differs from that of the request in its cursor, and where it was signed in its signature. */
const addressAfter =
  ({ url, pageAddress }: DatasetExchange): AddressAfter =>
  (cursor) => {
    const query = new URLSearchParams(url.searchParams);
    query.set('after', cursor);
    return pageAddress(url.pathname, query);
  };

/** In a place of the exports: to tell where a page ends may take as long as the page. */
async function sendHead(exchange: DatasetExchange, asked: DatasetRequest): Promise<void> {
  const { response, principal, services } = exchange;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const { headers } = await inExportSnapshot(services, principal.workspaceId, gone.signal, (tx) =>
    readExportHead(tx, principal, asked, addressAfter(exchange)),
  );
  response.writeHead(200, headers).end();
}

export async function sendSchema({ request, response, url }: DatasetExchange): Promise<void> {
  if (url.search !== '') throw new Problem(400, 'BAD_USER_INPUT', '$schema takes no parameters');
  response.writeHead(200, { ...cacheHeaders, 'content-type': 'application/json; charset=utf-8' });
  response.end(request.method === 'HEAD' ? undefined : JSON.stringify(schemaDocument));
}
