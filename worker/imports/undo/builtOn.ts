import type { Transaction } from '../../../prisma/sql.ts';
import type { Owner } from '../upsert.ts';
import type { UndoneImport } from './undoImport.ts';

export interface LaterImport {
  readonly id: bigint;
  readonly source: string;
  /** When it ended, to the minute, in the workspace's time zone. */
  readonly at: string;
}

/**
 * The later imports that have built on this one, the latest first: those that overwrote rows of it; those of its kind (and survey) that brought rows which were there
 * already, for these may be its own, and of which no trace is left; of customers all, for a row that changed one trait may have repeated another; and where this
 * one learned whose a visitor is, those of visits and events, which went by it.
 */
export function readBuiltOn(tx: Transaction, { workspaceId, importId }: Owner, { kind, surveyKey }: UndoneImport): Promise<LaterImport[]> {
  return tx<LaterImport[]>`
    with changed as materialized (
      select distinct import_id from import_undo
       where workspace_id = ${workspaceId} and import_id <> ${importId} and old_row ->> 'import_id' = ${String(importId)}
    ), learned as materialized (
      select exists (select from identity where workspace_id = ${workspaceId} and import_id = ${importId} and kind = 'VISITOR_ID')
          or exists (select from shared_visitor where workspace_id = ${workspaceId} and import_id = ${importId})
          or exists (select from import_undo where workspace_id = ${workspaceId} and import_id = ${importId} and table_name = 'shared_visitor')
          or exists (select from import_undo where workspace_id = ${workspaceId} and import_id = ${importId} and table_name = 'identity'
                        and old_row ->> 'kind' = 'VISITOR_ID') as of_visitors
    )
    select i.id, i.source, to_char(i.finished_at at time zone w.time_zone, 'YYYY-MM-DD HH24:MI') as at
      from import i join import u on u.workspace_id = i.workspace_id and u.id = ${importId} join workspace w on w.id = i.workspace_id
     where i.workspace_id = ${workspaceId} and i.id <> u.id and i.state = 'SUCCEEDED' and not i.dry_run and i.undoes_id is null and i.finished_at >= u.finished_at
       and (i.id in (select import_id from changed)
         or i.kind = ${kind} and i.survey_key is not distinct from ${surveyKey}
            and (i.rows_unchanged > 0 or i.kind = 'CUSTOMERS' and i.rows_loaded > 0)
         or (select of_visitors from learned) and i.kind in ('VISITS', 'EVENTS') and i.rows_loaded + i.rows_unchanged > 0)
     order by i.finished_at desc, i.id desc`;
}
