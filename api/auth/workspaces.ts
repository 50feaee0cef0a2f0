import type { Sql } from '../../prisma/sql.ts';
import { StartError } from '../../prisma/startError.ts';

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
