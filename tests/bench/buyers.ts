/**
 * A company of customers who buy as Pareto/NBD and Gamma-Gamma say, made inside the database from hashes of their numbers, so the
 * same rows in every run: a first purchase somewhere in the first year, then at an exponentially distributed rate for a lifetime
 * that has a long tail, about four more until the end of the second year.
 */
import { inWorkspace, type Sql } from '../../prisma/sql.ts';

const firstDay = '2024-01-01';
const ratePerDay = 0.012; // mean of the rates: r = 1, alpha = 1 / 0.012
const lifeDays = 365; // scale of the lifetimes: s = 1, beta = 365
const spendScale = 100; // p = 1, q = 3: mean spend 50

/** Uniform on (0, 1), the same wherever it is asked for: of a customer, and of what about that customer. */
const uniform = (sql: Sql, customer: string, lane: string) =>
  sql.unsafe(
    `(((hashint8extended(${customer}, ${lane}) & 4503599627370495)::double precision + 0.5) / 4503599627370496::double precision)`,
  );

/**
 * The number of later purchases is geometric (gamma rates with r = 1 make Poisson counts geometric), their times are uniform over the life
 * given that number: exactly a mixed Poisson process.
 */
export async function createBuyers(app: Sql, workspaceId: number, customers: number): Promise<{ orders: number }> {
  const u = (customer: string, lane: string) => uniform(app, customer, lane);
  const start = app.unsafe(`timestamptz '${firstDay}'`);
  return inWorkspace(app, workspaceId, async (tx) => {
    await tx`set local enable_nestloop = off`; // what was just inserted has no statistics yet: customer by customer it would take hours
    await tx`
      insert into customer (workspace_id, external_id, acquired_at, acquisition_channel)
      select ${workspaceId}, 'C' || lpad(i::text, 8, '0'), ${start} + make_interval(secs => 86400 * 365 * ${u('i', '1')}),
             (array['SEARCH', 'SOCIAL', 'FRIENDS'])[1 + i % 3]
        from generate_series(1, ${customers}::bigint) i`;
    await tx`
      insert into identity (workspace_id, kind, value, customer_id)
      select workspace_id, 'CRM_ID', external_id, id from customer where workspace_id = ${workspaceId}`;
    const { count } = await tx`
      insert into "order" (workspace_id, external_id, identity_id, occurred_at, status, currency, revenue, margin)
      select ${workspaceId}, life.i || '-' || n, life.identity_id,
             life.first + make_interval(secs => case when n = 0 then 0 else 86400 * life.days * ${u('life.i', '100 + n')} end),
             'PAID', 'EUR', spend.amount, round(0.3 * spend.amount, 2)
        from (select born.*, floor(ln(${u('born.i', '3')}) / ln(${ratePerDay}::double precision * born.days / (1 + ${ratePerDay}::double precision * born.days)))::integer as repeats,
                     -ln(${u('born.i', '4')} * ${u('born.i', '5')} * ${u('born.i', '6')}) / ${spendScale}::double precision as spend_rate
                from (select k.id as identity_id, c.acquired_at as first, substr(c.external_id, 2)::bigint as i,
                             least(extract(epoch from ${start} + interval '730 days' - c.acquired_at)::double precision / 86400,
                                   ${lifeDays}::double precision * (1 / ${u('substr(c.external_id, 2)::bigint', '2')} - 1)) as days
                        from customer c
                        join identity k on k.workspace_id = c.workspace_id and k.customer_id = c.id
                       where c.workspace_id = ${workspaceId}) born) life
       cross join lateral generate_series(0, least(life.repeats, 500)) n
       cross join lateral (select greatest(0.01, round((-ln(${u('life.i', '10000 + n')}) / life.spend_rate)::numeric, 2)) as amount) spend`;
    await tx`
      insert into data_version (workspace_id, domain, version) values (${workspaceId}, 'customers', 1), (${workspaceId}, 'crm', 1)`;
    return { orders: count };
  });
}
