/** What restored rows must not go on with as if no time had passed, and what else of them acts by itself or lets somebody in. */
import { identifier } from '../migrate/roles.ts';
import type { Queryable } from '../sql.ts';

export interface Settled {
  /** Runs and imports that had been waiting or running: they are FAILED now, with the code RESTORED. */
  readonly interrupted: number;
  /** BI logins that no role of this database answers to: they are revoked now. */
  readonly revokedBiLogins: readonly BiLoginName[];
  /** Where it is a copy, what was live and rests now; else what is live. */
  readonly endpoints: number;
  readonly schedules: number;
  readonly backfills: number;
  readonly keys: number;
}

export interface BiLoginName {
  readonly workspace: string;
  readonly role: string;
  readonly name: string;
}

interface Settling {
  /** Those of the backup: an older one may lack some. */
  readonly tables: ReadonlySet<string>;
  /** The original goes on elsewhere: this one tells nobody, starts nothing of itself and lets nobody in by a key of the other. */
  readonly isCopy: boolean;
}

export async function settleRows(tx: Queryable, { tables, isCopy }: Settling): Promise<Settled> {
  const interrupted = await markInterrupted(tx, tables);
  const revokedBiLogins = tables.has('bi_login') ? await revokeLoginsWithoutRole(tx) : [];
  const counts = { endpoints: 0, schedules: 0, backfills: 0, keys: 0 };
  for (const { name, table, isLive, rest } of acting) {
    if (!tables.has(table)) continue;
    // Names and texts of this file.
    const statement = isCopy
      ? `update ${identifier(table)} set ${rest} where ${isLive}`
      : `select from ${identifier(table)} where ${isLive}`;
    counts[name] = (await tx.unsafe(statement)).count;
  }
  if (isCopy && tables.has('session')) await tx`update session set revoked_at = now() where revoked_at is null`;
  return { interrupted, revokedBiLogins, ...counts };
}

const acting = [
  { name: 'endpoints', table: 'webhook', isLive: 'disabled_at is null', rest: "disabled_at = now(), disabled_reason = 'REQUESTED'" },
  { name: 'schedules', table: 'schedule', isLive: 'paused_at is null', rest: 'paused_at = now(), next_run_at = null, updated_at = now()' },
  { name: 'backfills', table: 'backfill', isLive: "state = 'RUNNING'", rest: "state = 'PAUSED'" },
  {
    name: 'keys',
    table: 'api_key',
    isLive: 'revoked_at is null and (expires_at is null or expires_at > now())',
    rest: 'revoked_at = now()',
  },
] as const;

/** Jobs are not in a backup, so whatever waited for one would wait for ever. */
async function markInterrupted(tx: Queryable, tables: ReadonlySet<string>): Promise<number> {
  let marked = 0;
  for (const table of ['run', 'import'].filter((name) => tables.has(name))) {
    const { count } = await tx.unsafe(`
      update ${identifier(table)} set state = 'FAILED', error_code = 'RESTORED', finished_at = now(),
             error_message = 'It had not ended when the backup was made. Start it again.'
      where state in ('QUEUED', 'RUNNING')`);
    marked += count;
  }
  // Endpoints outside were told since, or are not this copy's to tell; earshot webhooks replay is the owner's decision.
  if (tables.has('webhook_delivery'))
    await tx`update webhook_delivery set state = 'FAILED', finished_at = now(), next_attempt_at = null where state = 'PENDING'`;
  // A worker that finds one to be made anew asks for it at once: by the mark of a job that is gone it would let an hour pass.
  if (tables.has('rollup_state')) await tx`update rollup_state set queued_at = null where queued_at is not null`;
  return marked;
}

/** Roles are the server's and in no backup: a login that cannot connect here is none. */
async function revokeLoginsWithoutRole(tx: Queryable): Promise<BiLoginName[]> {
  return tx<BiLoginName[]>`
    update bi_login l set revoked_at = now()
      from workspace w
     where w.id = l.workspace_id and l.revoked_at is null
       and not exists (select from pg_roles where rolname = l.role_name and has_database_privilege(oid, current_database(), 'CONNECT'))
    returning w.key as workspace, l.role_name as role, l.name`;
}
