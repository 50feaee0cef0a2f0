import type { Sql } from '../../prisma/sql.ts';
import { StartError } from '../../prisma/startError.ts';
import { UsageError } from './usageError.ts';

export interface WorkspaceRow {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly createdAt: Date;
}

export type NewWorkspace = Pick<WorkspaceRow, 'key' | 'name' | 'currency' | 'timeZone'>;

const columns = (sql: Sql) => sql`id, key, name, currency, time_zone as "timeZone", created_at as "createdAt"`;

/** Creates it, or returns the one of that key when it says the same; `isNew` tells which. */
export async function createWorkspace(sql: Sql, asked: NewWorkspace): Promise<WorkspaceRow & { readonly isNew: boolean }> {
  const faults = faultsOf(asked);
  if (faults.length > 0)
    throw new UsageError(
      faults.join('; '),
      'for example: earshot workspaces create acme --name "Acme" --currency EUR --time-zone Europe/Berlin',
    );
  const { key, name, currency, timeZone } = asked;
  const [created] = await sql<WorkspaceRow[]>`
    insert into workspace (key, name, currency, time_zone) values (${key}, ${name}, ${currency}, ${timeZone})
    on conflict (key) do nothing returning ${columns(sql)}`;
  if (created) return { ...created, isNew: true };
  const [stored] = await sql<WorkspaceRow[]>`select ${columns(sql)} from workspace where key = ${key}`;
  if (!stored) throw new Error(`workspace ${key} is neither new nor there`);
  const differs = (['name', 'currency', 'timeZone'] as const).find((field) => stored[field] !== asked[field]);
  if (differs)
    throw new StartError(
      `workspace ${key} exists with another ${differs}: ${stored[differs]}`,
      'choose another key, or give the same values',
    );
  return { ...stored, isNew: false };
}

export function listWorkspaces(sql: Sql): Promise<readonly WorkspaceRow[]> {
  return sql<WorkspaceRow[]>`select ${columns(sql)} from workspace order by key`;
}

function faultsOf({ key, name, currency, timeZone }: NewWorkspace): string[] {
  return [
    /^[a-z0-9][a-z0-9-]{0,62}$/.test(key) ? null : `the key ${JSON.stringify(key)} has other than lower-case letters, digits and -`,
    name.trim() ? null : '--name is empty',
    /^[A-Z]{3}$/.test(currency) ? null : `--currency ${JSON.stringify(currency)} is not an ISO 4217 code such as EUR`,
    isTimeZone(timeZone) ? null : `--time-zone ${JSON.stringify(timeZone)} is not an IANA name such as Europe/Berlin`,
  ].filter((fault) => fault !== null);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^[A-Za-z]/.test(name); // offsets such as +02:00 know no summer time
  } catch {
    return false;
  }
}
