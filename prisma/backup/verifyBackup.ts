/** Reads a whole backup before anything is changed: every checksum, every count, the end mark. */
import { createHash, type Hash } from 'node:crypto';
import { StartError } from '../startError.ts';
import { damaged, formatVersion, type Manifest, readFrames, type Sequence, type TableFoot, type TableHead } from './frames.ts';

export interface VerifiedBackup {
  readonly manifest: Manifest;
  readonly tables: readonly (TableHead & TableFoot)[];
  readonly sequences: readonly Sequence[];
}

export async function verifyBackup(file: string): Promise<VerifiedBackup> {
  let manifest: Manifest | undefined;
  let open: { head: TableHead; hash: Hash; rows: number } | undefined;
  let end: { tables: number } | undefined;
  const tables: (TableHead & TableFoot)[] = [];
  const sequences: Sequence[] = [];
  for await (const { kind, payload } of readFrames(file)) {
    if (end) throw damaged(file, 'something follows its end');
    if ((kind === 'M') !== (manifest === undefined)) throw damaged(file, 'its manifest is not at its beginning');
    if (kind === 'M') manifest = checkManifest(parse(file, payload) as Manifest, file);
    else if (kind === 'T') open = { head: parse(file, payload) as TableHead, hash: createHash('sha256'), rows: 0 };
    else if (kind === 'S') sequences.push(...(parse(file, payload) as Sequence[]));
    else if (kind === 'Z') end = parse(file, payload) as { tables: number };
    else if (!open) throw damaged(file, 'it has rows without a table');
    else if (kind === 'D') {
      open.hash.update(payload);
      open.rows += countRows(payload);
    } else {
      const foot = parse(file, payload) as TableFoot;
      if (foot.rows !== open.rows || foot.sha256 !== open.hash.digest('hex'))
        throw damaged(file, `the rows of ${open.head.table} are not those that were written`);
      tables.push({ ...open.head, ...foot });
      open = undefined;
    }
  }
  if (!manifest || !end || end.tables !== tables.length) throw damaged(file, 'its end is missing');
  return { manifest, tables, sequences };
}

/** In COPY's text format a line feed inside a value is written as backslash n: each byte 10 ends a row. */
export function countRows(payload: Buffer): number {
  let rows = 0;
  for (let at = payload.indexOf(10); at >= 0; at = payload.indexOf(10, at + 1)) rows++;
  return rows;
}

function checkManifest(manifest: Manifest, file: string): Manifest {
  if (manifest.format !== 'earshot-backup')
    throw new StartError(`${file} is not an Earshot backup`, 'give the file that `earshot backup` wrote');
  if (manifest.formatVersion > formatVersion)
    throw new StartError(
      `the backup ${file} has format ${manifest.formatVersion}, newer than this release reads`,
      'restore it with the release that wrote it, or a newer one',
    );
  return manifest;
}

function parse(file: string, payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    throw damaged(file, 'a description in it cannot be read');
  }
}
