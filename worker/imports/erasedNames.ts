/** Customers who were erased at their wish: whatever file names one of them does not bring them back. */
import { hash } from 'node:crypto';
import type { Transaction } from '../../prisma/sql.ts';
import type { Fragment } from '../rollups/rollupSource.ts';
import type { BoundField } from './fields.ts';
import type { Owner } from './upsert.ts';

type NameKind = 'CRM_ID' | 'EMAIL' | 'VISITOR_ID';

/** By what they were known, as keyed hashes: erased_name_hash() says how, and is said once more here for rows that never reach the database. */
export class ErasedNames {
  readonly secret: Buffer;
  readonly #hashes: ReadonlySet<string>;

  constructor(secret: Buffer, hashes: ReadonlySet<string>) {
    this.secret = secret;
    this.#hashes = hashes;
  }

  get count(): number {
    return this.#hashes.size;
  }

  has(kind: NameKind, value: string): boolean {
    return this.#hashes.has(hash('sha256', Buffer.concat([this.secret, Buffer.from(`${kind}\x1f${value}`)]), 'hex'));
  }

  /** Whether a row that could not be read as one names any of them, in whatever cell. */
  areNamedIn(cells: readonly string[], raw: string): boolean {
    const words = new Set([...cells, ...raw.split(/[,;|"\t\r\n]+/)].map((word) => word.trim()));
    words.delete('');
    return [...words].some(
      (word) => this.has('CRM_ID', word) || this.has('VISITOR_ID', word) || (word.includes('@') && this.has('EMAIL', word.toLowerCase())),
    );
  }
}

/** Null: nobody was erased, as in most workspaces. */
export async function readErasedNames(tx: Transaction, workspaceId: number): Promise<ErasedNames | null> {
  const rows = await tx<{ secret: Buffer; hash: string }[]>`
    select k.secret, encode(n.hash, 'hex') as hash
      from erasure_secret k join erased_name n on n.workspace_id = k.workspace_id
     where k.workspace_id = ${workspaceId}`;
  return rows[0] ? new ErasedNames(rows[0].secret, new Set(rows.map((row) => row.hash))) : null;
}

/** Whether somebody was erased since: names are only added. To be asked under the lock of imports. */
export async function haveMoreBeenErased(tx: Transaction, workspaceId: number, known: ErasedNames | null): Promise<boolean> {
  const [now] = await tx<{ count: number }[]>`select count(*)::integer as count from erased_name where workspace_id = ${workspaceId}`;
  return (now?.count ?? 0) !== (known?.count ?? 0);
}

const kinds: Readonly<Record<string, NameKind>> = { person_external_id: 'CRM_ID', person_email: 'EMAIL', visitor_id: 'VISITOR_ID' };

/** Whether a row is of one of them, by the columns that name its customer. */
export function isOfErased(erased: ErasedNames | null, bound: readonly BoundField[]): (cells: readonly string[]) => boolean {
  const names = bound.flatMap(({ column, read, parse }) => (kinds[column] ? [{ kind: kinds[column], read, parse }] : []));
  if (!erased || names.length === 0) return () => false;
  return (cells) =>
    names.some(({ kind, read, parse }) => {
      const value = parse(read(cells));
      return typeof value === 'string' && erased.has(kind, value);
    });
}

interface Staged {
  readonly stage: string;
  /** Those of the staging table. */
  readonly columns: readonly string[];
  /** A condition on a row `s` that changes what is stored of one of them; null: customers themselves. */
  readonly changesTheirs: Fragment | null;
}

/**
 * Takes the rows out of a staging table that name one of them, or change a fact of theirs: without its customer it would be as much about them. A row that
 * names somebody else and a visitor of theirs stays: the device is somebody else's now.
 *
 * @returns how many
 */
export async function leaveOutErased(
  tx: Transaction,
  { workspaceId }: Owner,
  erased: ErasedNames | null,
  { stage, columns, changesTheirs }: Staged,
): Promise<number> {
  if (!erased) return 0;
  // Hashes of the rows are looked for among the names, not the other way round: no condition on the table with the policy calls a function.
  const isErased = (kind: NameKind, column: string) =>
    tx`erased_name_hash(${erased.secret}, ${kind}, s.${tx(column)}) in (select hash from erased_name where workspace_id = ${workspaceId})`;
  const persons = ['person_external_id', 'person_email'].filter((column) => columns.includes(column));
  const conditions = persons.map((column) => isErased(kinds[column] as NameKind, column));
  if (columns.includes('visitor_id')) {
    const nameless = persons.reduce((all, column) => tx`${all} and s.${tx(column)} is null`, tx`true`);
    conditions.push(tx`(${nameless} and ${isErased('VISITOR_ID', 'visitor_id')})`);
  }
  if (changesTheirs) conditions.push(changesTheirs);
  const { count } = await tx`
    delete from ${tx(stage)} s where ${conditions.reduce((any, next) => tx`${any} or ${next}`, tx`false`)}`;
  return count;
}

/** The identities that facts of erased customers hang on; a SELECT of `id`. */
export const identitiesOfErased = (tx: Transaction, workspaceId: number): Fragment => tx`
  select i.id from customer c join identity i on i.workspace_id = c.workspace_id and i.customer_id = c.id
   where c.workspace_id = ${workspaceId} and c.erased_at is not null`;

/** What is said in place of the words of such a row. */
export const ofErased = {
  raw: '',
  reason: 'the row is of a customer who was erased, so that neither its text nor what was wrong with it is kept',
} as const;

export const rowsOfErasedWarning = (rows: number) => ({
  code: 'ROWS_OF_ERASED',
  subject: null,
  detail:
    `${rows} ${rows === 1 ? 'row is' : 'rows are'} of customers who were erased at their wish, and ${rows === 1 ? 'was' : 'were'} not loaded: ` +
    'delete them where the file comes from, too. The bytes of this file are not kept',
});
