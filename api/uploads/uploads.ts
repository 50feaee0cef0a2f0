/** POST /v1/imports and what follows it: bytes of any number into the database, durable before they are acknowledged. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuditActor } from '../../schema/audit/recordAudit.ts';
import type { Principal } from '../../schema/context.ts';
import { Problem, sendJson } from '../problem.ts';
import { isBodyOf, receiveBytes } from './receiveBytes.ts';
import { type ErrorPage, showImport } from './showImport.ts';
import { byteCount, fromJson, fromQuery, type UploadRequest } from './uploadRequest.ts';
import {
  cancelUpload,
  completeUpload,
  createUpload,
  discardUpload,
  findBrokenOff,
  findUpload,
  fixLength,
  locationOf,
  ofAnotherFile,
  parseImportId,
  type Upload,
  type UploadServices,
} from './uploadRow.ts';

interface UploadExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly url: URL;
  /** The import, as it stands in the address; '' at /v1/imports. */
  readonly named: string;
  readonly principal: Principal;
  isStillGood(): Promise<boolean>;
  readonly services: UploadServices;
}

/** Each throws a Problem where the sender did something wrong. */
export const uploads = { announce, append, tellOffset, show, cancel };

const actorOf = ({ principal, requestId }: UploadExchange): AuditActor => ({
  workspaceId: principal.workspaceId,
  principal,
  requestId,
});

/**
 * Three forms: the bytes themselves; an Upload-Length with the bytes to follow; JSON, which also holds a codebook. Where bytes follow and the
 * checksum of all is said, an upload of them that was broken off goes on: the answer says at which byte.
 */
async function announce(exchange: UploadExchange): Promise<void> {
  const { request, url, principal, services } = exchange;
  const announced = byteCount(request, 'upload-length');
  if (/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    const { wanted, length } = await fromJson(request, services.limits);
    return announceOnly(exchange, wanted, length === null ? announced : BigInt(length));
  }
  refuseWrapped(request);
  const wanted = fromQuery(request, url.searchParams);
  if (announced !== null) return announceOnly(exchange, wanted, announced);
  const length = byteCount(request, 'content-length');
  refuseTooLarge(services, length);
  if (length === 0n) throw new Problem(400, 'BAD_USER_INPUT', 'the body is empty: send the file, or announce it with Upload-Length');
  const upload = await createUpload(services.sql, actorOf(exchange), wanted, length);
  if (upload.isReplay) return replay(exchange, upload);
  try {
    await receive(exchange, upload);
  } catch (error) {
    if (error instanceof Problem && error.status === 413) await discardUpload(services.sql, principal.workspaceId, upload.id);
    throw error;
  }
}

async function announceOnly(exchange: UploadExchange, wanted: UploadRequest, length: bigint | null): Promise<void> {
  const { principal, services } = exchange;
  refuseTooLarge(services, length);
  const begun = await findBrokenOff(services.sql, principal.workspaceId, wanted, length);
  if (begun) return tell(exchange, 201, begun);
  const upload = await createUpload(services.sql, actorOf(exchange), wanted, length);
  if (!upload.isReplay && length === 0n) await completeUpload(services, principal.workspaceId, upload.id, 0n, null);
  tell(exchange, upload.state === 'UPLOADING' && length !== 0n ? 201 : 202, upload);
}

/** The same key and the same file again: the first result, or where to go on when the first request did not get to its end. */
async function replay(exchange: UploadExchange, upload: Upload): Promise<void> {
  if (upload.state === 'UPLOADING') throw incomplete(upload);
  if (upload.checksum !== null && !(await isBodyOf(upload, exchange.request))) throw ofAnotherFile(upload, ['content']);
  tell(exchange, 202, upload);
}

const incomplete = (upload: Upload) =>
  new Problem(
    409,
    'UPLOAD_INCOMPLETE',
    'the upload with this Idempotency-Key has begun and is not complete: continue it with PATCH at its Upload-Offset, and say its Upload-Length',
    { location: locationOf(upload.id), 'upload-offset': String(upload.offset) },
  );

/** PATCH: the bytes from Upload-Offset on. The answer to the last ones is 202. */
async function append(exchange: UploadExchange): Promise<void> {
  const { request, named, principal, services } = exchange;
  const { workspaceId } = principal;
  const id = parseImportId(named);
  if (!/^application\/offset\+octet-stream\b/i.test(request.headers['content-type'] ?? '')) {
    throw new Problem(415, 'BAD_USER_INPUT', 'bytes come as application/offset+octet-stream');
  }
  refuseWrapped(request);
  const offset = byteCount(request, 'upload-offset');
  if (offset === null) throw new Problem(400, 'BAD_USER_INPUT', 'Upload-Offset: say at which byte these begin');
  const found = await findUpload(services.sql, workspaceId, id);
  if (found.state !== 'UPLOADING') throw conflict('the upload is complete, or was cancelled or given up', found);
  if (offset !== found.offset) throw conflict(`the next byte is ${found.offset}, not ${offset}`, found);
  const said = byteCount(request, 'upload-length');
  refuseOtherLength(found, said);
  const length = found.length ?? said;
  refuseTooLarge(services, length);
  if (found.length === null && length !== null) await fixLength(services.sql, workspaceId, id, length);
  await receive(exchange, { ...found, length });
}

/** A length is said once. One below what has come could never be reached. */
function refuseOtherLength({ offset, length }: Upload, said: bigint | null): void {
  if (said === null || said === length) return;
  if (length !== null)
    throw new Problem(400, 'BAD_USER_INPUT', `Upload-Length: ${length} bytes were announced before, not ${said}: leave it out`);
  if (said < offset)
    throw new Problem(
      400,
      'BAD_USER_INPUT',
      `Upload-Length: ${said} is less than the ${offset} bytes that are here: say that of the whole file`,
    );
}

const conflict = (detail: string, { offset }: Upload) => new Problem(409, 'CONFLICT', detail, { 'upload-offset': String(offset) });

/** Read as the file, the frame of a form would be its header and rows: of answers, a survey of its own. */
function refuseWrapped({ headers }: IncomingMessage): void {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = headers;
  const wrapped = /^multipart\//i.test(type) ? `a form (${type.split(';')[0]})` : encoding !== 'identity' ? `packed (${encoding})` : null;
  if (wrapped === null) return;
  throw new Problem(
    415,
    'BAD_USER_INPUT',
    `the body is ${wrapped}: send the bytes of the file as they are, as curl --data-binary @FILE does`,
  );
}

async function receive(exchange: UploadExchange, upload: Upload): Promise<void> {
  const { request, principal, services } = exchange;
  const isStream = upload.length === null && request.method === 'POST'; // its end is the end of the file
  const { offset, checksum } = await receiveBytes(
    services.chunks,
    principal.workspaceId,
    upload,
    exchange,
    upload.length ?? services.limits.uploadBytes,
  );
  if (!isStream && offset !== upload.length) {
    exchange.response
      .writeHead(204, { 'upload-offset': String(offset), ...(upload.length !== null && { 'upload-length': String(upload.length) }) })
      .end();
    return;
  }
  if (offset === 0n) {
    await discardUpload(services.sql, principal.workspaceId, upload.id);
    throw new Problem(400, 'BAD_USER_INPUT', 'the body is empty: send the file, or announce it with Upload-Length');
  }
  const isOurs = await completeUpload(services, principal.workspaceId, upload.id, offset, upload.offset === 0n ? checksum : null);
  if (!isOurs) {
    const found = await findUpload(services.sql, principal.workspaceId, upload.id);
    if (found.state === 'CANCELLED') throw conflict('the upload was cancelled meanwhile', found);
  }
  tell(exchange, 202, { ...upload, state: 'QUEUED', offset, length: offset });
}

function tell({ response }: UploadExchange, status: 201 | 202, { id, state, offset, length }: Upload): void {
  const location = locationOf(id);
  const numbers = { uploadOffset: Number(offset), uploadLength: length === null ? null : Number(length) };
  const body = {
    id: location.slice(location.lastIndexOf('/') + 1),
    state: status === 202 && state === 'UPLOADING' ? 'QUEUED' : state,
    location,
    ...numbers,
  };
  sendJson(response, status, body, { location, 'upload-offset': String(offset) });
}

async function tellOffset({ response, named, principal, services }: UploadExchange): Promise<void> {
  const { offset, length } = await findUpload(services.sql, principal.workspaceId, parseImportId(named));
  const headers = {
    'upload-offset': String(offset),
    ...(length !== null && { 'upload-length': String(length) }),
    'cache-control': 'no-store',
  };
  response.writeHead(200, headers).end();
}

async function show({ response, url, named, principal, services }: UploadExchange): Promise<void> {
  const id = parseImportId(named);
  const number = (name: string, otherwise: number) => {
    const text = url.searchParams.get(name) ?? String(otherwise);
    if (!/^\d{1,15}$/.test(text)) throw new Problem(400, 'BAD_USER_INPUT', `${name}: a number is needed`);
    return Number(text);
  };
  const page: ErrorPage = {
    after: BigInt(number('after', 0)),
    first: Math.min(number('first', 100), 1000),
    showPersonal: principal.scopes.has('pii'),
  };
  sendJson(response, 200, await showImport(services.sql, principal.workspaceId, id, page));
}

async function cancel(exchange: UploadExchange): Promise<void> {
  const { response, named, services } = exchange;
  await cancelUpload(services.sql, actorOf(exchange), parseImportId(named));
  response.writeHead(204).end();
}

function refuseTooLarge({ limits: { uploadBytes: most } }: UploadServices, length: bigint | null): void {
  if (length !== null && length > most)
    throw new Problem(413, 'LIMIT_EXCEEDED', `${length} bytes are more than the ${most} accepted here (EARSHOT_MAX_UPLOAD_BYTES)`);
}
