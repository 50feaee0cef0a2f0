/** What an erasure does to the rows of each kind. Statements of a few rows, but for what imports have kept, which is looked through. */
import { randomUUID } from 'node:crypto';
import { Prisma } from '../../../prisma/generated/client/client.ts';
import type { KnownAs } from './knownAs.ts';

type Tx = Prisma.TransactionClient;
type Domain = 'customers' | 'feedback' | 'crm' | 'web' | 'journey';

const { sql } = Prisma;
const texts = (ids: readonly bigint[]) => ids.map(String);

/** Tables whose rows hang on an identity, and what is personal in them: tests/support/attacks/plantPersonal.ts names each column of each table. */
const facts: readonly { readonly name: string; readonly domain: Domain; readonly table: Prisma.Sql; readonly blank: Prisma.Sql }[] = [
  { name: 'response', domain: 'feedback', table: sql`response`, blank: sql`, comment = null, answers = null` },
  { name: 'order', domain: 'crm', table: sql`"order"`, blank: sql`` },
  { name: 'subscription', domain: 'crm', table: sql`subscription`, blank: sql`, cancel_reason = null` },
  { name: 'ticket', domain: 'crm', table: sql`ticket`, blank: sql`` },
  { name: 'visit', domain: 'web', table: sql`visit`, blank: sql`, visitor_id = null, landing_page = null` },
  { name: 'event', domain: 'web', table: sql`event`, blank: sql`, visitor_id = null, url = null, properties = null` },
  { name: 'invitation', domain: 'journey', table: sql`invitation`, blank: sql`` },
];

/** Facts stay, without what is personal in them, and hang on one identity. @returns how many, and which parts of the data have changed */
export async function eraseFacts(
  tx: Tx,
  workspaceId: number,
  kept: bigint,
  { identities, visitors }: KnownAs,
): Promise<[number, Domain[]]> {
  let count = 0;
  const domains: Domain[] = [];
  for (const { table, domain, blank } of facts) {
    const changed = await tx.$executeRaw`
      update ${table} set identity_id = ${kept}::bigint ${blank}
       where workspace_id = ${workspaceId}::integer and identity_id = any(${texts(identities)}::bigint[])`;
    count += changed;
    if (changed > 0) domains.push(domain);
  }
  const freed = await freeVisitors(tx, workspaceId, visitors);
  return [count, freed > 0 ? [...domains, 'web'] : domains];
}

/** What their visitors did without anybody's name goes on being of as many visitors, under other names. */
async function freeVisitors(tx: Tx, workspaceId: number, visitors: readonly string[]): Promise<number> {
  const opaque = visitors.map(() => `erased-${randomUUID()}`);
  const renamed = sql`unnest(${visitors}::text[], ${opaque}::text[]) as n (old, new)`;
  const ofNobody = sql`t.workspace_id = ${workspaceId}::integer and t.visitor_id = n.old and t.identity_id is null`;
  const visits = await tx.$executeRaw`update visit t set visitor_id = n.new, landing_page = null from ${renamed} where ${ofNobody}`;
  const events =
    await tx.$executeRaw`update event t set visitor_id = n.new, url = null, properties = null from ${renamed} where ${ofNobody}`;
  return visits + events;
}

/** Who they are: traits, identities but the one that their facts hang on, visitors, scores. @returns how many scores */
export async function eraseCustomerRows(tx: Tx, workspaceId: number, id: bigint, kept: bigint, opaqueId: string): Promise<number> {
  const own = sql`workspace_id = ${workspaceId}::integer and customer_id = ${id}::bigint`;
  await tx.$executeRaw`delete from customer_trait where ${own}`;
  await tx.$executeRaw`delete from shared_visitor where ${own}`;
  await tx.$executeRaw`delete from identity where ${own} and id <> ${kept}::bigint`;
  await tx.$executeRaw`update identity set kind = 'CRM_ID', value = ${opaqueId} where ${own}`;
  // By the runs that say something of customers, in whose order the rows are kept: without them all rows of all runs would be read.
  const ofRuns = sql`run_id = any(array(select id from run where workspace_id = ${workspaceId}::integer and kind in ('CHURN', 'CLV', 'VALUE_LOYALTY')))`;
  const scores = await tx.$executeRaw`delete from customer_score where ${own} and ${ofRuns}`;
  const cells = await tx.$executeRaw`delete from value_loyalty_customer where ${own} and ${ofRuns}`;
  await tx.$executeRaw`
    update customer set external_id = ${opaqueId}, erased_at = clock_timestamp() where workspace_id = ${workspaceId}::integer and id = ${id}::bigint`;
  return scores + cells;
}

/** What imports have overwritten of them: of rows that are theirs, were theirs, or are of who they turned out to be. Facts hang on `kept` by now. */
export async function eraseUndo(tx: Tx, workspaceId: number, id: bigint, kept: bigint, known: KnownAs): Promise<number> {
  const { identities, formerIdentities, formerCustomers } = known;
  const customers = texts([id, ...formerCustomers]);
  const everIdentities = texts([...identities, ...formerIdentities]);
  const theirs = facts.map(
    ({ name, table }) =>
      sql`select ${name}::text, id::text from ${table} where workspace_id = ${workspaceId}::integer and identity_id = ${kept}::bigint`,
  );
  return tx.$executeRaw`
    delete from import_undo u
     where u.workspace_id = ${workspaceId}::integer
       and (u.table_name = 'customer' and u.row_key = any(${customers}::text[])
         or u.table_name = 'customer_trait' and split_part(u.row_key, '/', 1) = any(${customers}::text[])
         or u.table_name = 'shared_visitor' and u.old_row ->> 'customer_id' = any(${customers}::text[])
         or u.table_name = 'identity' and (u.row_key = any(${everIdentities}::text[]) or u.old_row ->> 'customer_id' = any(${customers}::text[]))
         or u.old_row ->> 'identity_id' = any(${everIdentities}::text[])
         or (u.table_name, u.row_key) in (${Prisma.join(theirs, ' union all ')}))`;
}

/** The words of faulty rows that name them, as a cell of its own: another customer's number may hold theirs. */
export async function eraseFaults(tx: Tx, workspaceId: number, { externalIds, emails, visitors }: KnownAs): Promise<number> {
  const names = [...new Set([...externalIds, ...emails, ...visitors].map((name) => name.trim().toLowerCase()))];
  return tx.$executeRaw`
    update import_error e set raw = '', reason = 'the row was of a customer who was erased, so that neither its text nor what was wrong with it is kept'
     where e.workspace_id = ${workspaceId}::integer
       and exists (select from unnest(${names}::text[]) n
                    where strpos(lower(e.raw), n) > 0
                      and (n ~ '[,;|"\t\r\n]' or n = any(regexp_split_to_array(btrim(lower(e.raw)), '[[:space:]]*[,;|"\t\r\n]+[[:space:]]*'))))`;
}

/** The bytes of files that name them, or may: a worker deletes them once their imports have ended. In pieces and in what encoding they say so is not looked into. */
export function askToClearFiles(tx: Tx, workspaceId: number): Promise<number> {
  return tx.$executeRaw`
    update import i set clear_asked_at = clock_timestamp()
     where i.workspace_id = ${workspaceId}::integer and i.kind not in ('SPEND', 'TOUCHPOINTS')
       and exists (select from import_chunk c where c.workspace_id = i.workspace_id and c.import_id = i.id)`;
}
