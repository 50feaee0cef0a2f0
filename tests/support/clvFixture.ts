/** Workspaces of customers who order or subscribe, and analyses of what they are worth. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inWorkspace, type Sql } from '../../prisma/sql.ts';

export interface ClvFixture {
  readonly workspaceId: number;
  readonly analysisId: bigint;
}

/** An order as a file brings it; the customer is a number of the test's own, null for nobody known. */
export interface TestOrder {
  readonly customer: number | null;
  readonly at: string;
  readonly revenue: number | null;
  readonly status?: string;
  readonly refunded?: number;
  readonly margin?: number;
}

export interface TestSubscription {
  readonly customer: number;
  readonly startedAt: string;
  readonly canceledAt?: string | null;
  readonly endedAt?: string | null;
  readonly cancelKind?: string | null;
  readonly observedFrom?: string | null;
  readonly interval?: string;
  readonly amount?: number | null;
}

export async function createWorkspace(sql: Sql, timeZone = 'UTC'): Promise<number> {
  const [workspace] = await sql<{ id: number }[]>`
    insert into workspace (key, name, currency, time_zone) values ('w' || floor(random() * 1e9)::text, 'Test', 'USD', ${timeZone}) returning id`;
  return workspace!.id;
}

export async function createClvAnalysis(sql: Sql, workspaceId: number, parameters: Readonly<Record<string, unknown>>): Promise<ClvFixture> {
  const [row] = await inWorkspace(
    sql,
    workspaceId,
    (tx) => tx<{ id: bigint }[]>`
      insert into analysis (workspace_id, name, kind, parameters)
      values (${workspaceId}, 'value-' || gen_random_uuid(), 'CLV', ${tx.json(parameters as never)}) returning id`,
  );
  return { workspaceId, analysisId: row!.id };
}

/** Customers by their numbers, each with the identity that facts name them by. */
async function addCustomers(sql: Sql, workspaceId: number, numbers: readonly number[]): Promise<void> {
  await inWorkspace(sql, workspaceId, async (tx) => {
    await tx`
      with asked as (select distinct n from unnest(${numbers.map(String)}::text[]::integer[]) n),
           added as (
             insert into customer (workspace_id, external_id) select ${workspaceId}, n::text from asked order by n
             on conflict do nothing returning id, external_id)
      insert into identity (workspace_id, kind, value, customer_id) select ${workspaceId}, 'CRM_ID', external_id, id from added order by id`;
  });
}

export async function addOrders(sql: Sql, workspaceId: number, orders: readonly TestOrder[]): Promise<void> {
  await addCustomers(
    sql,
    workspaceId,
    orders.flatMap(({ customer }) => (customer === null ? [] : [customer])),
  );
  await inWorkspace(sql, workspaceId, async (tx) => {
    const text = (value: (order: TestOrder) => unknown) => orders.map((order) => (value(order) == null ? null : String(value(order))));
    await tx`
      insert into "order" (workspace_id, external_id, identity_id, occurred_at, status, currency, revenue, refunded_amount, margin)
      select ${workspaceId}, 'o' || gen_random_uuid(), i.id, o.at::timestamptz, o.status, 'USD', o.revenue::numeric, o.refunded::numeric, o.margin::numeric
        from unnest(${text((order) => order.customer)}::text[], ${text((order) => order.at)}::text[], ${text((order) => order.status)}::text[],
                    ${text((order) => order.revenue)}::text[], ${text((order) => order.refunded)}::text[], ${text((order) => order.margin)}::text[])
             with ordinality as o (customer, at, status, revenue, refunded, margin, ordinal)
        left join identity i on i.workspace_id = ${workspaceId} and i.value = o.customer
       order by o.ordinal`;
    await tx`
      insert into data_version (workspace_id, domain, version) values (${workspaceId}, 'crm', 1)
      on conflict (workspace_id, domain) do update set version = data_version.version + 1`;
  });
}

export async function addSubscriptions(sql: Sql, workspaceId: number, subscriptions: readonly TestSubscription[]): Promise<void> {
  await addCustomers(
    sql,
    workspaceId,
    subscriptions.map(({ customer }) => customer),
  );
  await inWorkspace(sql, workspaceId, async (tx) => {
    const text = (value: (row: TestSubscription) => unknown) =>
      subscriptions.map((row) => (value(row) == null ? null : String(value(row))));
    await tx`
      insert into subscription (workspace_id, external_id, identity_id, billing_interval, amount, currency, started_at, canceled_at, ended_at, observed_from, cancel_kind)
      select ${workspaceId}, 's' || gen_random_uuid(), i.id, s.interval, s.amount::numeric, 'USD', s.started::timestamptz, s.canceled::timestamptz,
             s.ended::timestamptz, s.observed::timestamptz, s.kind
        from unnest(${text((row) => row.customer)}::text[], ${text((row) => row.interval ?? 'MONTH')}::text[], ${text((row) => (row.amount === undefined ? 10 : row.amount))}::text[],
                    ${text((row) => row.startedAt)}::text[], ${text((row) => row.canceledAt)}::text[], ${text((row) => row.endedAt)}::text[],
                    ${text((row) => row.observedFrom)}::text[], ${text((row) => row.cancelKind)}::text[])
             with ordinality as s (customer, interval, amount, started, canceled, ended, observed, kind, ordinal)
        join identity i on i.workspace_id = ${workspaceId} and i.value = s.customer
       order by s.ordinal`;
  });
}

/** The demo's log of CDNOW, its customers by their numbers; a date is midnight in UTC. */
export function cdnowOrders(): TestOrder[] {
  const path = join(import.meta.dirname, '../../prisma/seeds/cdnow/cdnow-transactions.csv');
  const [, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [customer, date, , amount] = line.split(',');
    return { customer: Number(customer), at: `${date}T00:00:00Z`, revenue: Number(amount) };
  });
}

/** A day of 1970 and after, as a moment in UTC. */
export const momentOfDay = (day: number): string => new Date(day * 86_400_000).toISOString();
