import { hash } from 'node:crypto';
import type { Transaction } from '../../prisma/sql.ts';
import type { CellReader } from './columns.ts';

/** The id of a row that has none: the same content gives the same one, in whatever file format and order of columns it comes. */
export function rowHash(readers: readonly (CellReader | null)[], cells: readonly string[]): string {
  let content = '';
  let filled = 0; // blanks at the end are left out, so a column appended later changes no hash
  for (const read of readers) {
    const cell = read ? read(cells).trim() : '';
    content += cell;
    if (cell !== '') filled = content.length;
    content += '\x1f';
  }
  return `row-${hash('sha256', content.slice(0, filled), 'hex').slice(0, 32)}`;
}

/** Rows of one content are told apart by their order in the file: the second is …-2. The staging table says which are hashed. */
export async function numberEqualRows(tx: Transaction, stage: string): Promise<void> {
  await tx`
    update ${tx(stage)} s set external_id = s.external_id || '-' || o.ordinal
      from (select line, row_number() over (partition by external_id order by line) as ordinal from ${tx(stage)} where is_hashed) o
     where s.line = o.line and o.ordinal > 1`;
}
