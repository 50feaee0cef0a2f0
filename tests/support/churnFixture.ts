/** Companies whose churn is known by construction, as facts in a workspace of their own. */
import { inWorkspace, type Sql } from '../../prisma/sql.ts';

export const day = 86_400_000;
export const recordsFrom = Date.parse('2024-01-01T00:00:00Z');

export interface Life {
  /** Days after the records begin; negative: before. */
  readonly start: number;
  /** Days to the end; null: still there. */
  readonly lasted: number | null;
  readonly plan?: string;
  readonly cancelKind?: string;
  readonly cancelReason?: string;
  readonly observedFrom?: number | null;
  readonly mrr?: number;
  /** NPS answers: day of the records and score. */
  readonly answers?: readonly (readonly [number, number])[];
}

export interface ChurnFixture {
  readonly workspaceId: number;
  readonly analysisId: bigint;
}

/** One customer a life, with one subscription; an analysis `churn` with these parameters. */
export async function createSubscribers(sql: Sql, lives: readonly Life[], parameters: object = {}): Promise<ChurnFixture> {
  const { workspaceId, analysisId } = await createChurnAnalysis(sql, parameters);
  await inWorkspace(sql, workspaceId, async (tx) => {
    await tx`insert into survey (workspace_id, id, key, title, kind) overriding system value values (${workspaceId}, 1, 'nps', 'NPS', 'RELATIONAL')`;
    await tx`insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max) values (${workspaceId}, 1, 1, 'NPS', 'NPS', 'NPS', 0, 10)`;
    await addCustomers(tx, workspaceId, lives.length);
    const moment = (days: number) => new Date(recordsFrom + days * day).toISOString();
    const subscriptions = lives.map(
      ({ start, lasted, plan = 'basic', cancelKind = 'VOLUNTARY', cancelReason, observedFrom = null, mrr = 10 }, index) => ({
        customer: index + 1,
        plan,
        started: moment(start),
        observed: observedFrom === null ? null : moment(observedFrom),
        ended: lasted === null ? null : moment(start + lasted),
        kind: lasted === null ? null : cancelKind,
        reason: cancelReason ?? null,
        mrr,
      }),
    );
    await tx`
      insert into subscription (workspace_id, external_id, identity_id, plan, reported_mrr, currency, started_at, observed_from, ended_at, cancel_kind, cancel_reason)
      select ${workspaceId}::integer, 's' || customer, customer, plan, mrr, 'EUR', started, observed, ended, kind, reason
        from jsonb_to_recordset(${tx.json(subscriptions)})
          as r(customer bigint, plan text, mrr numeric, started timestamptz, observed timestamptz, ended timestamptz, kind text, reason text)`;
    const answers = lives.flatMap(({ answers: given = [] }, index) =>
      given.map(([at, score]) => ({ customer: index + 1, at: moment(at), score })),
    );
    await tx`
      insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, "values")
      select ${workspaceId}::integer, 1, 'r' || row_number() over (), customer, at, array[score]::real[]
        from jsonb_to_recordset(${tx.json(answers)}) as r(customer bigint, at timestamptz, score real)`;
  });
  return { workspaceId, analysisId };
}

/** One customer a list of days of the records on which they order. */
export async function createBuyers(sql: Sql, orders: readonly (readonly number[])[], parameters: object = {}): Promise<ChurnFixture> {
  const { workspaceId, analysisId } = await createChurnAnalysis(sql, parameters);
  await inWorkspace(sql, workspaceId, async (tx) => {
    await addCustomers(tx, workspaceId, orders.length);
    const rows = orders.flatMap((days, index) =>
      days.map((at) => ({ customer: index + 1, at: new Date(recordsFrom + at * day).toISOString() })),
    );
    await tx`
      insert into "order" (workspace_id, external_id, identity_id, occurred_at, currency, revenue)
      select ${workspaceId}::integer, 'o' || row_number() over (), customer, at, 'EUR', 25
        from jsonb_to_recordset(${tx.json(rows)}) as r(customer bigint, at timestamptz)`;
  });
  return { workspaceId, analysisId };
}

async function createChurnAnalysis(sql: Sql, parameters: object): Promise<ChurnFixture> {
  const [workspace] = await sql<{ id: number }[]>`
    insert into workspace (key, name, currency, time_zone) values ('c' || floor(random() * 1e9)::text, 'Churn', 'EUR', 'Europe/Berlin') returning id`;
  const workspaceId = workspace!.id;
  const [analysis] = await inWorkspace(
    sql,
    workspaceId,
    (tx) => tx<{ id: bigint }[]>`
      insert into analysis (workspace_id, name, kind, parameters)
      values (${workspaceId}, 'churn', 'CHURN', ${tx.json(parameters as never)}) returning id`,
  );
  return { workspaceId, analysisId: analysis!.id };
}

async function addCustomers(tx: Parameters<Parameters<typeof inWorkspace>[2]>[0], workspaceId: number, count: number): Promise<void> {
  await tx`insert into customer (workspace_id, id, external_id) overriding system value
    select ${workspaceId}::integer, n, 'c' || n from generate_series(1, ${count}::integer) n`;
  await tx`insert into identity (workspace_id, id, kind, value, customer_id) overriding system value
    select ${workspaceId}::integer, n, 'CRM_ID', 'c' || n, n from generate_series(1, ${count}::integer) n`;
}
