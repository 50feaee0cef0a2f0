import type { Transaction } from '../../prisma/sql.ts';
import { identityOf } from './people.ts';
import type { Owner } from './upsert.ts';

export interface VisitorsOutcome {
  /** Visitors whose customer is known from now on. */
  readonly visitorsRecognised: number;
  /** Visits and events that were nobody's and are theirs now. */
  readonly factsRecognised: number;
  readonly changed: boolean;
}

/**
 * Learns from the rows of a staging table that bear both a visitor_id and a customer who that visitor is, and gives the
 * visits and events that the visitor made before to that customer. A visitor seen with several customers (a shared
 * device) stays unknown: what such a device did without a name is nobody's. `resolvePeople` has been there before.
 */
export async function recogniseVisitors(tx: Transaction, owner: Owner, stage: string): Promise<VisitorsOutcome> {
  const { workspaceId, importId } = owner;
  const { count } = await tx`
    insert into identity (workspace_id, kind, value, customer_id, import_id)
    select ${workspaceId}::integer, 'VISITOR_ID', s.visitor_id, min(i.customer_id), ${importId}::bigint
      from ${tx(stage)} s ${identityOf(tx, owner)}
     where s.visitor_id is not null and i.customer_id is not null
       and not exists (select from identity v where v.workspace_id = ${workspaceId} and v.kind = 'VISITOR_ID' and v.value = s.visitor_id)
     group by s.visitor_id having min(i.customer_id) = max(i.customer_id)
     order by s.visitor_id`;
  if (count === 0) return { visitorsRecognised: 0, factsRecognised: 0, changed: false };
  const visits = await recogniseFacts(tx, owner, 'visit');
  const events = await recogniseFacts(tx, owner, 'event');
  return { visitorsRecognised: count, factsRecognised: visits + events, changed: true };
}

async function recogniseFacts(tx: Transaction, { workspaceId, importId }: Owner, table: 'visit' | 'event'): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    with recognised as (
      select t.id, i.id as identity_id
        from identity i
        join ${tx(table)} t on t.workspace_id = ${workspaceId} and t.visitor_id = i.value and t.identity_id is null
       where i.workspace_id = ${workspaceId} and i.kind = 'VISITOR_ID' and i.import_id = ${importId}
    ), undo as (
      insert into import_undo (workspace_id, import_id, table_name, row_key, old_row)
      select ${workspaceId}::integer, ${importId}::bigint, ${table}, t.id::text, to_jsonb(t)
        from recognised r join ${tx(table)} t on t.workspace_id = ${workspaceId} and t.id = r.id
      on conflict do nothing
    ), written as (
      update ${tx(table)} t set identity_id = r.identity_id, import_id = ${importId}
        from recognised r where t.workspace_id = ${workspaceId} and t.id = r.id
      returning t.id
    )
    select count(*)::integer from written`;
  return row?.count ?? 0;
}
