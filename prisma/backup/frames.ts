/**
 * The file of a backup: a gzip stream of frames, each one byte of kind, four bytes of length, then the payload.
 *
 *   M  manifest (JSON)                      once, first
 *   T  table begins (JSON: name, columns)   then
 *   D  rows in COPY's text format           any number, then
 *   E  table ends (JSON: rows, sha256)
 *   S  identity sequences (JSON)            once
 *   Z  the end (JSON: tables)               once, last: without it the file is cut off
 *
 * COPY's text format is read by every version of PostgreSQL, whatever wrote it.
 */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { StartError } from '../startError.ts';

export type FrameKind = 'M' | 'T' | 'D' | 'E' | 'S' | 'Z';

export interface Frame {
  readonly kind: FrameKind;
  readonly payload: Buffer;
}

export interface TableHead {
  readonly table: string;
  readonly columns: readonly string[];
}

export interface TableFoot {
  readonly rows: number;
  readonly sha256: string;
}

export interface Sequence {
  readonly table: string;
  readonly column: string;
  readonly lastValue: string;
  readonly isCalled: boolean;
}

export const formatVersion = 1;

export interface Manifest {
  readonly format: 'earshot-backup';
  readonly formatVersion: number;
  readonly createdAt: string;
  readonly serverVersion: string;
  /** The schema: the migrations that had been applied. */
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[];
}

const headerBytes = 5;
const largestPayload = 1 << 30; // PostgreSQL's own limit for one row

export function encodeFrame(kind: FrameKind, payload: Buffer): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.write(kind, 0, 'latin1');
  header.writeUInt32BE(payload.length, 1);
  return Buffer.concat([header, payload]);
}

export const encodeJson = (kind: FrameKind, value: unknown) => encodeFrame(kind, Buffer.from(JSON.stringify(value)));

/** The frames of a file, one in memory at a time. Whatever gzip or the framing finds wrong is one clear error. */
export async function* readFrames(file: string): AsyncGenerator<Frame> {
  const source = createReadStream(file);
  const unzipped = createGunzip();
  source.on('error', (error) => unzipped.destroy(error));
  source.pipe(unzipped);
  let parts: Buffer[] = [];
  let held = 0;
  let wanted = headerBytes;
  try {
    for await (const chunk of unzipped as AsyncIterable<Buffer>) {
      parts.push(chunk);
      held += chunk.length;
      if (held < wanted) continue; // join once a frame is whole, not once a chunk
      let buffer: Buffer = parts.length === 1 ? chunk : Buffer.concat(parts);
      for (wanted = frameLength(buffer, file); buffer.length >= wanted; wanted = frameLength(buffer, file)) {
        yield { kind: buffer.toString('latin1', 0, 1) as FrameKind, payload: buffer.subarray(headerBytes, wanted) };
        buffer = buffer.subarray(wanted);
      }
      parts = [buffer];
      held = buffer.length;
    }
  } catch (error) {
    throw readFault(error, file);
  } finally {
    source.destroy();
    unzipped.destroy();
  }
  if (held > 0) throw damaged(file, 'it ends in the middle of a frame');
}

function frameLength(buffer: Buffer, file: string): number {
  if (buffer.length < headerBytes) return headerBytes;
  const length = buffer.readUInt32BE(1);
  if (length > largestPayload || !'MTDESZ'.includes(buffer.toString('latin1', 0, 1)))
    throw damaged(file, 'it has a frame that no backup has');
  return headerBytes + length;
}

function readFault(error: unknown, file: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'Z_DATA_ERROR' && message === 'incorrect header check')
    return new StartError(`${file} is not an Earshot backup`, 'give the file that `earshot backup` wrote');
  if (code?.startsWith('Z_')) return damaged(file, code === 'Z_BUF_ERROR' ? 'it is cut off' : message);
  if (code === 'ENOENT') return new StartError(`there is no file ${file}`, 'give the file that `earshot backup` wrote');
  if (code === 'EACCES' || code === 'EISDIR' || code === 'EIO')
    return new StartError(`${file} cannot be read (${code})`, 'give the file that `earshot backup` wrote');
  return error;
}

export function damaged(file: string, how: string): StartError {
  return new StartError(`the backup ${file} is damaged: ${how}`, 'use another copy of it; nothing was changed');
}
