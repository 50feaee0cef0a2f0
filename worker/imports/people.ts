import type { Transaction } from '../../prisma/sql.ts';
import type { DataDomain, FaultyLines } from './importKind.ts';
import { mergeShared } from './sharedVisitors.ts';
import type { Owner } from './upsert.ts';

export interface PeopleOutcome {
  readonly customersCreated: number;
  readonly changedDomains: readonly DataDomain[];
  readonly emailTaken: FaultyLines;
  readonly addressesAsIds: number;
}

/**
 * Finds or makes the customer behind each pair (external id, e-mail) of a staging table, whatever kind of data it holds.
 * Its columns person_external_id and person_email are what this reads; afterwards every one of them has an identity,
 * and `identityOf` joins it. The statements are as many for one row as for a million.
 *
 * A customer known by an e-mail alone is a stub. A row that names both adopts it: the stub gets the external id, or,
 * where that id is a customer already, gives its identities to that customer. Facts keep their identity, so none moves.
 * An address that belongs to another customer stays there, and the line is told.
 *
 * @param attributes columns of customer that the staging table has, one row a pair: new customers are born with them.
 *   Those of customers that were there, or that several rows name, are for the caller to bring up to date.
 */
export async function resolvePeople(
  tx: Transaction,
  owner: Owner,
  stage: string,
  room: number,
  attributes: readonly string[] = [],
): Promise<PeopleOutcome> {
  // Of one row: any_value() is PostgreSQL 16's.
  const values = attributes.reduce((list, column) => tx`${list}, min(${tx(column)}) as ${tx(column)}`, tx``);
  await tx`
    create temp table person on commit drop as
    select person_external_id as external_id, person_email as email, min(line) as line ${values}
      from ${tx(stage)} where person_external_id is not null or person_email is not null group by 1, 2`;
  await tx`analyze person`;
  const adopted = await adoptStubs(tx, owner);
  const created = await createCustomers(tx, owner, attributes);
  const identified = await addExternalIds(tx, owner);
  const { merged, factsRecognised } = await mergeStubs(tx, owner);
  const addresses = await addAddresses(tx, owner);
  const stubs = await createStubs(tx, owner, attributes);
  return {
    customersCreated: created + stubs,
    changedDomains: [
      ...(adopted + created + identified + merged + addresses + stubs > 0 ? (['customers'] as const) : []),
      ...(factsRecognised > 0 ? (['web'] as const) : []),
    ],
    emailTaken: await findTakenAddresses(tx, owner, stage, room),
    addressesAsIds: await countAddressesAsIds(tx),
  };
}

/**
 * For the report: an external id is shown to whoever may read, for BI tools join by it. A source whose ids are e-mail addresses
 * shows these to all of them, which its sender should know.
 */
export const addressesAsIds = (people: PeopleOutcome | null) =>
  people && people.addressesAsIds > 0 ? { emailAddressesAsIds: people.addressesAsIds } : {};

async function countAddressesAsIds(tx: Transaction): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(distinct external_id)::integer as count from person where is_email_address(external_id)`;
  return row?.count ?? 0;
}

/** The join that gives row `s` of a staging table its identity `i`: the one it names most exactly; a visitor is the last resort. */
export function identityOf(tx: Transaction, { workspaceId }: Owner, { byVisitor = false } = {}) {
  const value = tx`case when s.person_external_id is not null then s.person_external_id ${byVisitor ? tx`when s.person_email is null then s.visitor_id` : tx``} else s.person_email end`;
  return tx`
    left join identity i on i.workspace_id = ${workspaceId}
     and i.kind = case when s.person_external_id is not null then 'CRM_ID' ${byVisitor ? tx`when s.person_email is null then 'VISITOR_ID'` : tx``} else 'EMAIL' end
     and i.value = ${value}`; // COALESCE counts as not leakproof: under policies the index would be looked up by kind alone, row by row
}

/** A stub becomes the customer whose external id is new; of several lines that name it, the first. */
async function adoptStubs(tx: Transaction, { workspaceId, importId }: Owner): Promise<number> {
  const { count } = await tx`
    with candidate as (
      select distinct on (c.id) c.id, p.external_id, p.line
        from person p
        join identity i on i.workspace_id = ${workspaceId} and i.kind = 'EMAIL' and i.value = p.email
        join customer c on c.workspace_id = ${workspaceId} and c.id = i.customer_id and c.external_id is null
       where p.external_id is not null
         and not exists (select from customer k where k.workspace_id = ${workspaceId} and k.external_id = p.external_id)
         and not exists (select from identity k where k.workspace_id = ${workspaceId} and k.kind = 'CRM_ID' and k.value = p.external_id)
       order by c.id, p.line
    ), chosen as (
      select distinct on (external_id) id, external_id from candidate order by external_id, line
    ), undo as (
      insert into import_undo (workspace_id, import_id, table_name, row_key, old_row)
      select ${workspaceId}::integer, ${importId}::bigint, 'customer', c.id::text, to_jsonb(c)
        from chosen join customer c on c.workspace_id = ${workspaceId} and c.id = chosen.id
      on conflict do nothing
    )
    update customer c set external_id = chosen.external_id, import_id = ${importId}
      from chosen where c.workspace_id = ${workspaceId} and c.id = chosen.id`;
  return count;
}

async function createCustomers(tx: Transaction, { workspaceId, importId }: Owner, attributes: readonly string[]): Promise<number> {
  const columns = tx`${tx(['external_id', ...attributes])}`;
  const { count } = await tx`
    insert into customer (workspace_id, import_id, ${columns})
    select distinct on (p.external_id) ${workspaceId}::integer, ${importId}::bigint, ${columns}
      from person p
     where p.external_id is not null
       and not exists (select from customer c where c.workspace_id = ${workspaceId} and c.external_id = p.external_id)
       and not exists (select from identity i where i.workspace_id = ${workspaceId} and i.kind = 'CRM_ID' and i.value = p.external_id)
     order by p.external_id, p.line`;
  return count;
}

async function addExternalIds(tx: Transaction, { workspaceId, importId }: Owner): Promise<number> {
  const { count } = await tx`
    insert into identity (workspace_id, kind, value, customer_id, import_id)
    select ${workspaceId}::integer, 'CRM_ID', c.external_id, c.id, ${importId}::bigint
      from (select distinct external_id from person where external_id is not null) p
      join customer c on c.workspace_id = ${workspaceId} and c.external_id = p.external_id
     where not exists (select from identity i where i.workspace_id = ${workspaceId} and i.kind = 'CRM_ID' and i.value = p.external_id)
     order by c.external_id`;
  return count;
}

/** A stub whose address a known customer now names: that customer takes its identities, traits and acquisition, and it is gone. */
async function mergeStubs(tx: Transaction, owner: Owner): Promise<{ merged: number; factsRecognised: number }> {
  const { workspaceId, importId } = owner;
  await tx`
    create temp table merge on commit drop as
    select distinct on (stub.id) stub.id as stub_id, i.customer_id as target_id
      from person p
      join identity i on i.workspace_id = ${workspaceId} and i.kind = 'CRM_ID' and i.value = p.external_id
      join identity e on e.workspace_id = ${workspaceId} and e.kind = 'EMAIL' and e.value = p.email and e.customer_id <> i.customer_id
      join customer stub on stub.workspace_id = ${workspaceId} and stub.id = e.customer_id and stub.external_id is null
     order by stub.id, p.line`;
  await tx`
    insert into import_undo (workspace_id, import_id, table_name, row_key, old_row)
    select ${workspaceId}::integer, ${importId}::bigint, 'customer', t.id::text, to_jsonb(t)
      from merge m join customer t on t.workspace_id = ${workspaceId} and t.id = m.stub_id
    union all
    select ${workspaceId}::integer, ${importId}::bigint, 'customer_trait', concat_ws('/', t.customer_id, t.key), to_jsonb(t)
      from merge m join customer_trait t on t.workspace_id = ${workspaceId} and t.customer_id = m.stub_id
    union all
    select ${workspaceId}::integer, ${importId}::bigint, 'identity', t.id::text, to_jsonb(t)
      from merge m join identity t on t.workspace_id = ${workspaceId} and t.customer_id = m.stub_id
    on conflict do nothing`;
  await tx`
    insert into customer_trait (workspace_id, customer_id, key, value_text, is_personal, import_id)
    select distinct on (m.target_id, t.key) ${workspaceId}::integer, m.target_id, t.key, t.value_text, t.is_personal, ${importId}::bigint
      from merge m join customer_trait t on t.workspace_id = ${workspaceId} and t.customer_id = m.stub_id
     order by m.target_id, t.key, m.stub_id
    on conflict (workspace_id, customer_id, key) do nothing`;
  await keepAcquisitions(tx, owner);
  await tx`
    update identity i set customer_id = m.target_id, import_id = ${importId}
      from merge m where i.workspace_id = ${workspaceId} and i.customer_id = m.stub_id`;
  const factsRecognised = await mergeShared(tx, owner);
  const { count } = await tx`delete from customer c using merge m where c.workspace_id = ${workspaceId} and c.id = m.stub_id`;
  return { merged: count, factsRecognised };
}

/**
 * A person was acquired when first acquired: with the later moment, what the stub did would lie before there was a customer. The channel goes
 * with its acquisition, and what the customer does not know is filled. What the file itself says of the customer is written after this.
 */
async function keepAcquisitions(tx: Transaction, { workspaceId, importId }: Owner): Promise<void> {
  await tx`
    with stub as (
      select m.target_id, min(s.acquired_at) as acquired_at,
             (array_agg(s.acquisition_channel order by s.acquired_at, s.id) filter (where s.acquisition_channel is not null))[1] as acquisition_channel,
             min(s.acquired_at) filter (where s.acquisition_channel is not null) as channel_since
        from merge m join customer s on s.workspace_id = ${workspaceId} and s.id = m.stub_id
       group by 1
    ), kept as (
      select c.id, least(c.acquired_at, stub.acquired_at) as acquired_at,
             case when c.acquisition_channel is null or stub.channel_since < c.acquired_at then stub.acquisition_channel
                  else c.acquisition_channel end as acquisition_channel
        from stub join customer c on c.workspace_id = ${workspaceId} and c.id = stub.target_id
    ), changed as (
      select kept.*
        from kept join customer c on c.workspace_id = ${workspaceId} and c.id = kept.id
       where (c.acquired_at, c.acquisition_channel) is distinct from (kept.acquired_at, kept.acquisition_channel)
    ), undo as (
      insert into import_undo (workspace_id, import_id, table_name, row_key, old_row)
      select ${workspaceId}::integer, ${importId}::bigint, 'customer', c.id::text, to_jsonb(c)
        from changed join customer c on c.workspace_id = ${workspaceId} and c.id = changed.id
       where c.import_id is distinct from ${importId}::bigint
      on conflict do nothing
    )
    update customer c set acquired_at = changed.acquired_at, acquisition_channel = changed.acquisition_channel, import_id = ${importId}
      from changed where c.workspace_id = ${workspaceId} and c.id = changed.id`;
}

async function addAddresses(tx: Transaction, { workspaceId, importId }: Owner): Promise<number> {
  const { count } = await tx`
    insert into identity (workspace_id, kind, value, customer_id, import_id)
    select distinct on (p.email) ${workspaceId}::integer, 'EMAIL', p.email, i.customer_id, ${importId}::bigint
      from person p join identity i on i.workspace_id = ${workspaceId} and i.kind = 'CRM_ID' and i.value = p.external_id
     where p.email is not null
       and not exists (select from identity e where e.workspace_id = ${workspaceId} and e.kind = 'EMAIL' and e.value = p.email)
     order by p.email, p.line`;
  return count;
}

/**
 * Addresses without anything else get a customer each, paired by number: rows inserted in order have ids in order. (Were
 * two exchanged, the caller would find their attributes to differ.)
 */
async function createStubs(tx: Transaction, { workspaceId, importId }: Owner, attributes: readonly string[]): Promise<number> {
  const more = attributes.length > 0 ? tx`, ${tx([...attributes])}` : tx``;
  const { count } = await tx`
    with missing as (
      select p.*, row_number() over (order by p.email) as n
        from person p
       where p.external_id is null
         and not exists (select from identity e where e.workspace_id = ${workspaceId} and e.kind = 'EMAIL' and e.value = p.email)
    ), made as (
      insert into customer (workspace_id, import_id ${more})
      select ${workspaceId}::integer, ${importId}::bigint ${more} from missing order by n
      returning id
    ), numbered as (
      select id, row_number() over (order by id) as n from made
    )
    insert into identity (workspace_id, kind, value, customer_id, import_id)
    select ${workspaceId}::integer, 'EMAIL', missing.email, numbered.id, ${importId}::bigint from missing join numbered using (n) order by missing.email`;
  return count;
}

async function findTakenAddresses(tx: Transaction, { workspaceId }: Owner, stage: string, room: number): Promise<FaultyLines> {
  const lines = await tx<{ line: number; total: number }[]>`
    select s.line::integer as line, (count(*) over ())::integer as total
      from person p
      join identity i on i.workspace_id = ${workspaceId} and i.kind = 'CRM_ID' and i.value = p.external_id
      join identity e on e.workspace_id = ${workspaceId} and e.kind = 'EMAIL' and e.value = p.email and e.customer_id <> i.customer_id
      join ${tx(stage)} s on s.person_external_id = p.external_id and s.person_email = p.email
     order by s.line limit ${Math.max(room, 1)}`;
  return {
    code: 'EMAIL_TAKEN',
    field: 'email',
    reason: 'this address belongs to another customer: the row is loaded without it; correct the address, or the external id',
    count: lines[0]?.total ?? 0,
    lines: lines.slice(0, room).map(({ line }) => line),
  };
}
