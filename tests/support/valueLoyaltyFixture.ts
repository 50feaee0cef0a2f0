/** A company whose customers are known to the cent, and runs of CLV and CHURN as their jobs leave them. */
import { inWorkspace, type Sql } from '../../prisma/sql.ts';

export interface Bought {
  readonly daysAgo: number;
  readonly revenue: number;
  readonly refund?: number;
  /** null: the order does not say */
  readonly margin?: number | null;
  readonly cancelled?: boolean;
}

export interface Person {
  /** Answers to the NPS question, null = left blank. */
  readonly answers?: readonly { readonly daysAgo: number; readonly score: number | null }[];
  readonly orders?: readonly Bought[];
  /** Monthly, since so many days; `canceledDaysAgo`: decided, still paid for. */
  readonly subscription?: { readonly mrr: number; readonly sinceDays: number; readonly canceledDaysAgo?: number };
  readonly tickets?: readonly { readonly channel: string | null; readonly daysAgo: number; readonly handled?: boolean }[];
  readonly value?: { readonly value: number; readonly low: number; readonly high: number };
  readonly risk?: { readonly risk: number; readonly low: number; readonly high: number };
}

export interface CompanyOptions {
  readonly service?: readonly {
    readonly channel: string | null;
    readonly amount: number;
    readonly fromDaysAgo: number;
    readonly toDaysAgo: number;
  }[];
  /** Tickets of nobody known, by channel. */
  readonly strangers?: Readonly<Record<string, number>>;
}

export interface Company {
  readonly workspaceId: number;
  readonly analysisId: bigint;
  readonly surveyId: bigint;
  /** As the persons were given. */
  readonly customerIds: readonly bigint[];
  readonly clvRunId: bigint | null;
  readonly churnRunId: bigint | null;
}

/** The moment of the latest fact: an order of a customer outside the persons, who is erased. */
export const now = new Date('2026-06-30T12:00:00.000Z');
const moment = (daysAgo: number) => new Date(now.getTime() - daysAgo * 86_400_000).toISOString();

export async function createCompany(sql: Sql, people: readonly Person[], options: CompanyOptions = {}): Promise<Company> {
  const [workspace] = await sql<{ id: number }[]>`
    insert into workspace (key, name, currency, time_zone) values ('v' || floor(random() * 1e9)::text, 'Test', 'EUR', 'UTC') returning id`;
  const workspaceId = workspace!.id;
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [survey] = await tx<{ id: bigint }[]>`
      insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 'relation', 'Relation', 'RELATIONAL') returning id`;
    const surveyId = survey!.id;
    await tx`insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max) values
      (${workspaceId}, ${surveyId}, 1, 'rating', 'Rating', 'RATING', 1, 5), (${workspaceId}, ${surveyId}, 2, 'recommend', 'Recommend?', 'NPS', 0, 10)`;
    const numbers = [...people.keys(), people.length];
    const customers = await tx<{ id: bigint }[]>`
      insert into customer (workspace_id, external_id, erased_at)
      select ${workspaceId}, 'c' || n, case when n = ${people.length} then now() end from unnest(${numbers}::integer[]) n order by n returning id`;
    const ids = customers.map(({ id }) => id);
    const identities = await tx<{ id: bigint }[]>`
      insert into identity (workspace_id, kind, value, customer_id)
      select ${workspaceId}, 'CRM_ID', 'c' || (n - 1), id from unnest(${ids.map(String)}::text[]::bigint[]) with ordinality t (id, n) order by n returning id`;
    const facts = { workspace_id: workspaceId };
    const each = <Row extends object>(rowsOf: (person: Person, identity: string) => Row[]) =>
      people
        .flatMap((person, index) => rowsOf(person, String(identities[index]!.id)))
        .map((row, index) => ({ ...facts, external_id: `x${index}`, ...row }));
    const insert = async (table: string, rows: readonly Record<string, unknown>[]) => {
      for (let start = 0; start < rows.length; start += 1000) await tx`insert into ${tx(table)} ${tx(rows.slice(start, start + 1000))}`;
    };
    await insert(
      'response',
      each(({ answers = [] }, identity_id) =>
        answers.map(({ daysAgo, score }) => ({
          survey_id: surveyId,
          identity_id,
          responded_at: moment(daysAgo),
          values: `{3,${score ?? 'NULL'}}`,
        })),
      ),
    );
    const order = ({ daysAgo, revenue, refund, margin, cancelled }: Bought, identity_id: string) => ({
      identity_id,
      occurred_at: moment(daysAgo),
      currency: 'EUR',
      revenue,
      refunded_amount: refund ?? null,
      margin: margin ?? null,
      status: cancelled ? 'CANCELLED' : 'COMPLETED',
    });
    await insert('order', [
      ...each(({ orders = [] }, identity) => orders.map((bought) => order(bought, identity))),
      { ...facts, external_id: 'last', ...order({ daysAgo: 0, revenue: 1 }, String(identities.at(-1)!.id)) },
    ]);
    await insert(
      'subscription',
      each(({ subscription }, identity_id) =>
        subscription
          ? [
              {
                identity_id,
                currency: 'EUR',
                reported_mrr: subscription.mrr,
                started_at: moment(subscription.sinceDays),
                canceled_at: subscription.canceledDaysAgo === undefined ? null : moment(subscription.canceledDaysAgo),
              },
            ]
          : [],
      ),
    );
    const ticket = (channel: string | null, daysAgo: number, identity_id: string | null, handled = true) => ({
      identity_id,
      channel,
      opened_at: moment(daysAgo + 1),
      first_response_at: handled ? moment(daysAgo) : null,
    });
    const strangers = Object.entries(options.strangers ?? {}).flatMap(([channel, count]) => Array.from({ length: count }, () => channel));
    await insert('ticket', [
      ...each(({ tickets = [] }, identity) => tickets.map(({ channel, daysAgo, handled }) => ticket(channel, daysAgo, identity, handled))),
      ...strangers.map((channel, index) => ({ ...facts, external_id: `s${index}`, ...ticket(channel, 5, null) })),
    ]);
    await insert(
      'spend',
      (options.service ?? []).map(({ channel, amount, fromDaysAgo, toDaysAgo }, index) => ({
        ...facts,
        external_id: `m${index}`,
        kind: 'SERVICE',
        channel,
        amount,
        currency: 'EUR',
        period_start: moment(fromDaysAgo),
        period_end: moment(toDaysAgo),
      })),
    );
    await tx`insert into data_version (workspace_id, domain, version) values (${workspaceId}, 'feedback', 1), (${workspaceId}, 'crm', 1), (${workspaceId}, 'customers', 1),
      (${workspaceId}, 'web', 1)`;

    const analysis = async (name: string, kind: string, parameters = {}) => {
      const [row] = await tx<{ id: bigint }[]>`
        insert into analysis (workspace_id, name, kind, parameters) values (${workspaceId}, ${name}, ${kind}, ${tx.json(parameters)}) returning id`;
      return row!.id;
    };
    const scored = async (
      name: string,
      kind: string,
      rows: readonly Record<string, unknown>[],
      { parameters = {}, versions = {} } = {},
    ) => {
      if (rows.length === 0) return null;
      const [run] = await tx<{ id: bigint }[]>`insert into run ${tx({
        ...facts,
        analysis_id: await analysis(name, kind, parameters),
        kind,
        trigger: 'API',
        parameters: tx.json(parameters),
        population: tx.json({}),
        state: 'SUCCEEDED',
        outcome: 'FITTED',
        data_versions: tx.json({ crm: '1', ...versions }),
        data_through: now,
        finished_at: now,
      })} returning id`;
      await insert(
        'customer_score',
        rows.map((row, index) => ({ ...facts, run_id: String(run!.id), position: index + 1, ...row })),
      );
      return run!.id;
    };
    const scores = (rowOf: (person: Person) => object | null) =>
      people.flatMap((person, index) => {
        const row = rowOf(person);
        return row ? [{ customer_id: String(ids[index]), ...row }] : [];
      });
    const clvRunId = await scored(
      'clv',
      'CLV',
      scores(({ value }) => (value ? { value: value.value, value_expected_low: value.low, value_expected_high: value.high } : null)),
    );
    const churnRunId = await scored(
      'churn',
      'CHURN',
      scores(({ risk }) => (risk ? { churn_risk: risk.risk, churn_risk_ci_low: risk.low, churn_risk_ci_high: risk.high } : null)),
      { parameters: { horizonDays: 90 }, versions: { web: '1' } },
    );
    if (churnRunId !== null)
      // N of the silent was longer than what was asked for: nothing nearer is foretold
      await insert('risk_model', [
        {
          ...facts,
          run_id: String(churnRunId),
          method: 'LANDMARK_LOGIT',
          horizon_days: 120,
          as_of: now,
          n: 1,
          extrapolated: 0,
          confidence_level: 0.95,
          features: '{}',
        },
      ]);
    const analysisId = await analysis('segments', 'VALUE_LOYALTY');
    return { workspaceId, analysisId, surveyId, customerIds: ids.slice(0, -1), clvRunId, churnRunId };
  });
}
