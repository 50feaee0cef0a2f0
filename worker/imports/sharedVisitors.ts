/** What visitors of several customers did without a name: taken back when they turn out to be shared, given again when their customers turn out to be one. */
import type { Transaction } from '../../prisma/sql.ts';
import type { Owner } from './upsert.ts';

/**
 * A visitor who was known and is shared from this import on: the customer joins the others, and the visits and events that were given for the visitor alone
 * are nobody's. Those that name a customer have another identity and stay. By ids, for an index: a join would read all that is stored.
 *
 * @returns how many visits and events
 */
export async function releaseShared(tx: Transaction, { workspaceId, importId }: Owner): Promise<number> {
  const known = await tx<{ id: bigint }[]>`
    select distinct v.id
      from shared_visitor m join identity v on v.workspace_id = ${workspaceId} and v.kind = 'VISITOR_ID' and v.value = m.visitor_id
     where m.workspace_id = ${workspaceId} and m.import_id = ${importId}`;
  if (known.length === 0) return 0;
  const ids = tx`any(${known.map(({ id }) => String(id))}::bigint[])`;
  await tx`
    insert into shared_visitor (workspace_id, visitor_id, customer_id, import_id)
    select ${workspaceId}::integer, value, customer_id, ${importId}::bigint from identity where workspace_id = ${workspaceId} and id = ${ids}
    on conflict do nothing`;
  let released = 0;
  for (const table of ['visit', 'event']) {
    await tx`
      insert into import_undo (workspace_id, import_id, table_name, row_key, old_row)
      select ${workspaceId}::integer, ${importId}::bigint, ${table}, t.id::text, to_jsonb(t)
        from ${tx(table)} t where t.workspace_id = ${workspaceId} and t.identity_id = ${ids}
      on conflict do nothing`;
    const { count } = await tx`
      update ${tx(table)} set identity_id = null, import_id = ${importId} where workspace_id = ${workspaceId} and identity_id = ${ids}`;
    released += count;
  }
  await tx`
    insert into import_undo (workspace_id, import_id, table_name, row_key, old_row)
    select ${workspaceId}::integer, ${importId}::bigint, 'identity', t.id::text, to_jsonb(t)
      from identity t where t.workspace_id = ${workspaceId} and t.id = ${ids}
    on conflict do nothing`;
  await tx`delete from identity where workspace_id = ${workspaceId} and id = ${ids}`;
  return released;
}

/**
 * Whom a stub was merged into (temporary table `merge`, before the stubs are gone) takes its place among the customers of shared visitors. One of whom
 * nobody else is left is that customer's, as if the files had come in another order; but not where the others were erased, for what the visitor did may be theirs.
 *
 * @returns how many visits and events are somebody's now
 */
export async function mergeShared(tx: Transaction, owner: Owner): Promise<number> {
  const { workspaceId, importId } = owner;
  await tx`
    insert into import_undo (workspace_id, import_id, table_name, row_key, old_row)
    select ${workspaceId}::integer, ${importId}::bigint, 'shared_visitor', concat_ws('/', m.customer_id, md5(m.visitor_id)), to_jsonb(m)
      from shared_visitor m
     where m.workspace_id = ${workspaceId}
       and m.visitor_id in (select o.visitor_id from merge join shared_visitor o on o.workspace_id = ${workspaceId} and o.customer_id = merge.stub_id)
    on conflict do nothing`;
  const touched = await tx<{ visitorId: string }[]>`
    insert into shared_visitor (workspace_id, visitor_id, customer_id, import_id)
    select ${workspaceId}::integer, m.visitor_id, merge.target_id, min(m.import_id)
      from merge join shared_visitor m on m.workspace_id = ${workspaceId} and m.customer_id = merge.stub_id
     group by 2, 3
    on conflict (workspace_id, visitor_id, customer_id) do update set import_id = shared_visitor.import_id
    returning visitor_id as "visitorId"`;
  if (touched.length === 0) return 0;
  await tx`
    delete from shared_visitor m using merge where m.workspace_id = ${workspaceId} and m.customer_id = merge.stub_id`;
  const { count } = await tx`
    with single as (
      select visitor_id from shared_visitor
       where workspace_id = ${workspaceId} and visitor_id = any(${touched.map(({ visitorId }) => visitorId)}::text[])
         and not exists (select from erasure_secret k join erased_name n on n.workspace_id = k.workspace_id
                          where k.workspace_id = ${workspaceId} and n.hash = erased_name_hash(k.secret, 'SHARED_VISITOR', shared_visitor.visitor_id))
       group by 1 having count(*) = 1
    ), gone as (
      delete from shared_visitor m using single where m.workspace_id = ${workspaceId} and m.visitor_id = single.visitor_id
      returning m.visitor_id, m.customer_id
    )
    insert into identity (workspace_id, kind, value, customer_id, import_id)
    select ${workspaceId}::integer, 'VISITOR_ID', visitor_id, customer_id, ${importId}::bigint from gone order by visitor_id`;
  return count > 0 ? recogniseFacts(tx, owner) : 0;
}

/** Gives the customers whose visitors this import made known what these did before. @returns how many visits and events */
export async function recogniseFacts(tx: Transaction, owner: Owner): Promise<number> {
  return (await recogniseFactsOf(tx, owner, 'visit')) + (await recogniseFactsOf(tx, owner, 'event'));
}

async function recogniseFactsOf(tx: Transaction, { workspaceId, importId }: Owner, table: 'visit' | 'event'): Promise<number> {
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
