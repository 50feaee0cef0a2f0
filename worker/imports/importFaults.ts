import type { Transaction } from '../../prisma/sql.ts';
import { ofErased } from './erasedNames.ts';

/** One thing wrong with one row, as import_error stores it. */
export interface ImportFault {
  readonly line: number;
  readonly field: string | null;
  readonly code: string;
  readonly reason: string;
  readonly raw: string;
}

const mostStored = 10_000;
const longestRawBytes = 4096;

/** The faults of one attempt in order of discovery: all counted, the first 10,000 kept. */
export class ImportFaults {
  readonly kept: ImportFault[] = [];
  readonly byCode: Record<string, number> = {};
  count = 0;
  /** Lines inside one field of a row that was turned away: they may have been rows, and no other count has them. */
  linesNotRead = 0;
  /** Whether a row with a fault is of a customer who was erased. */
  isOfErased = false;

  add(fault: ImportFault, linesInside = 0): void {
    this.#count(fault.code, 1);
    this.linesNotRead += linesInside;
    if (this.hasRoom()) this.kept.push({ ...fault, raw: capped(fault.raw) });
  }

  /** Of a customer who was erased: it is counted, and nothing in it is quoted. */
  addOfErased(fault: Pick<ImportFault, 'line' | 'field' | 'code'>, linesInside = 0): void {
    this.isOfErased = true;
    this.add({ ...fault, ...ofErased }, linesInside);
  }

  /** Counts faults of which only some are told one by one. */
  addCounted(code: string, total: number, told: readonly ImportFault[]): void {
    for (const fault of told) this.add(fault);
    if (total > told.length) this.#count(code, total - told.length);
  }

  hasRoom(): boolean {
    return this.kept.length < mostStored;
  }

  get room(): number {
    return mostStored - this.kept.length;
  }

  #count(code: string, more: number): void {
    this.count += more;
    this.byCode[code] = (this.byCode[code] ?? 0) + more;
  }
}

/** The row as far as it is stored, in a copy of its own: a slice would keep the whole block of the file in memory. */
export function capped(raw: string): string {
  const bytes = Buffer.from(raw.replaceAll('\0', '␀'));
  return bytes.length <= longestRawBytes
    ? bytes.toString()
    : `${bytes
        .subarray(0, longestRawBytes - 3)
        .toString()
        .replace(/�$/, '')}…`;
}

/** Writes faults in few statements. */
export async function writeFaults(tx: Transaction, workspaceId: number, importId: bigint, faults: readonly ImportFault[]): Promise<void> {
  await tx`delete from import_error where workspace_id = ${workspaceId} and import_id = ${importId}`;
  for (let start = 0; start < faults.length; start += 2000) {
    const some = faults.slice(start, start + 2000);
    await tx`
      insert into import_error (workspace_id, import_id, position, line, field, code, reason, raw)
      select ${workspaceId}::integer, ${importId}::bigint, ${start} + f.n, f.line, f.field, f.code, f.reason, f.raw
        from unnest(${some.map(({ line }) => line)}::bigint[], ${some.map(({ field }) => field)}::text[], ${some.map(({ code }) => code)}::text[],
                    ${some.map(({ reason }) => reason)}::text[], ${some.map(({ raw }) => raw)}::text[]) with ordinality
             as f (line, field, code, reason, raw, n)`;
  }
}
