import type { Transaction } from '../../prisma/sql.ts';
import { identityOf } from './people.ts';
import { recogniseFacts, releaseShared } from './sharedVisitors.ts';
import type { Owner } from './upsert.ts';

export interface VisitorsOutcome {
  /** Visitors whose customer is known from now on. */
  readonly visitorsRecognised: number;
  /** Visits and events that were nobody's and are theirs now. */
  readonly factsRecognised: number;
  /** Visitors who turned out to be of several customers. */
  readonly visitorsShared: number;
  /** Visits and events that such a one was given for, and that are nobody's again. */
  readonly factsReleased: number;
}

/**
 * Learns from the rows of a staging table that bear both a visitor_id and a customer who that visitor is, and gives the visits and events that
 * the visitor made before to that customer. A visitor seen with several customers (a shared device), in one file or in several, is unknown: what such
 * a device did without a name is nobody's, and what was given for it is taken back. `resolvePeople` has been there before.
 *
 * Every visitor that files showed with a customer has an identity or is in shared_visitor, so no stored visit or event has to be asked whom it
 * showed; and rows that say what is known fall out before they are grouped.
 */
export async function recogniseVisitors(tx: Transaction, owner: Owner, stage: string): Promise<VisitorsOutcome> {
  const { workspaceId, importId } = owner;
  const { count: visitorsRecognised } = await tx`
    with shown as (
      select s.visitor_id, min(i.customer_id) as customer_id, max(i.customer_id) > min(i.customer_id) or min(v.customer_id) is not null as is_shared
        from ${tx(stage)} s ${identityOf(tx, owner)}
        left join identity v on v.workspace_id = ${workspaceId} and v.kind = 'VISITOR_ID' and v.value = s.visitor_id
       where s.visitor_id is not null and i.customer_id is not null and v.customer_id is distinct from i.customer_id
       group by s.visitor_id
    ), judged as (
      select * from shown
       where not exists (select from shared_visitor m where m.workspace_id = ${workspaceId} and m.visitor_id = shown.visitor_id)
    ), shared as (
      insert into shared_visitor (workspace_id, visitor_id, customer_id, import_id)
      select ${workspaceId}::integer, visitor_id, customer_id, ${importId}::bigint from judged where is_shared order by visitor_id
    )
    insert into identity (workspace_id, kind, value, customer_id, import_id)
    select ${workspaceId}::integer, 'VISITOR_ID', visitor_id, customer_id, ${importId}::bigint from judged where not is_shared order by visitor_id`;
  const { visitorsShared, factsReleased } = await keepShared(tx, owner, stage);
  const factsRecognised = visitorsRecognised > 0 ? await recogniseFacts(tx, owner) : 0;
  return { visitorsRecognised, factsRecognised, visitorsShared, factsReleased };
}

/** With whom each shared visitor was seen, all of them: were two found to be one, the others still tell whether it is shared. */
async function keepShared(
  tx: Transaction,
  owner: Owner,
  stage: string,
): Promise<Pick<VisitorsOutcome, 'visitorsShared' | 'factsReleased'>> {
  const { workspaceId, importId } = owner;
  const [any] = await tx<{ found: boolean; count: number }[]>`
    select exists (select from shared_visitor where workspace_id = ${workspaceId}) as found,
           (select count(*)::integer from shared_visitor where workspace_id = ${workspaceId} and import_id = ${importId}) as count`;
  if (!any?.found) return { visitorsShared: 0, factsReleased: 0 };
  await tx`
    insert into shared_visitor (workspace_id, visitor_id, customer_id, import_id)
    select distinct ${workspaceId}::integer, s.visitor_id, i.customer_id, ${importId}::bigint
      from (select distinct visitor_id from shared_visitor where workspace_id = ${workspaceId}) m
      join ${tx(stage)} s on s.visitor_id = m.visitor_id ${identityOf(tx, owner)}
     where i.customer_id is not null
    on conflict do nothing`;
  return { visitorsShared: any.count, factsReleased: any.count > 0 ? await releaseShared(tx, owner) : 0 };
}
