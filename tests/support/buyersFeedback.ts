/** What buyers say and visit, beside what `createBuyers` has them buy: made inside the database from hashes, so the same rows in every run. */
import { inWorkspace, type Sql } from '../../prisma/sql.ts';

/** Two answers of every second customer, as many of nobody known as there are customers by ten, and three visits a customer. */
export async function createBuyersFeedback(app: Sql, workspaceId: number): Promise<{ surveyId: bigint }> {
  return inWorkspace(app, workspaceId, async (tx) => {
    await tx`set local enable_nestloop = off`;
    const [survey] = await tx<{ id: bigint }[]>`
      insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 'relation', 'Relation', 'RELATIONAL') returning id`;
    const surveyId = survey!.id;
    await tx`
      insert into question (workspace_id, survey_id, position, key, label, kind, role, scale_min, scale_max) values
        (${workspaceId}, ${surveyId}, 1, 'NPS', 'Recommend?', 'NPS', 'OUTCOME', 0, 10),
        (${workspaceId}, ${surveyId}, 2, 'STAFF', 'Staff', 'RATING', 'DRIVER', 1, 5),
        (${workspaceId}, ${surveyId}, 3, 'PRICE', 'Price', 'RATING', 'DRIVER', 1, 5)`;
    await tx`
      insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, "values")
      select ${workspaceId}, ${surveyId}, i || '-' || n, case when n < 3 then i end,
             timestamptz '2025-01-01' + make_interval(days => (h % 330)::integer, secs => i::double precision),
             array[1 + h % 5 + h / 7 % 5, 1 + h % 5, 1 + h / 7 % 5]::real[]
        from identity, generate_series(1, 3) n, lateral (values (id)) as of_customer (i), lateral (values (hashint8extended(i, n) & 1048575)) as hashed (h)
       where workspace_id = ${workspaceId} and i % case when n < 3 then 2 else 10 end = 0`;
    await tx`
      insert into visit (workspace_id, external_id, identity_id, started_at)
      select ${workspaceId}, id || '-' || n, id, timestamptz '2024-07-01' + make_interval(secs => hashint8extended(id, n) & 33554431)
        from identity, generate_series(1, 3) n where workspace_id = ${workspaceId}`;
    await tx`insert into data_version (workspace_id, domain, version) values (${workspaceId}, 'feedback', 1), (${workspaceId}, 'web', 1)`;
    return { surveyId };
  });
}

/** Of every kind of run one that reads much: features and scores included. */
export const askedOfBuyers = {
  CHURN: { hazardFeatures: [{ feature: 'VISITS', windowDays: 90 }, { feature: 'NPS_BAND' }] },
  CLV: {},
  DRIVERS: {
    outcome: 'NPS',
    drivers: ['STAFF', 'PRICE'],
    features: [
      { feature: 'REVENUE', windowDays: 365 },
      { feature: 'RECENCY_DAYS' },
      { feature: 'VISITS', windowDays: 90 },
      { feature: 'TENURE_DAYS' },
    ],
    missing: 'AVAILABLE',
    draws: 100,
  },
  VALUE_LOYALTY: {},
} as const;
export type AskedKind = keyof typeof askedOfBuyers;

export async function createAnalysisOfBuyers(app: Sql, workspaceId: number, kind: AskedKind, surveyId: bigint): Promise<bigint> {
  const survey = kind === 'DRIVERS' ? surveyId : null;
  const [analysis] = await inWorkspace(
    app,
    workspaceId,
    (tx) => tx<{ id: bigint }[]>`
      insert into analysis (workspace_id, name, kind, survey_id, parameters)
      values (${workspaceId}, ${kind}, ${kind}, ${survey}, ${tx.json(askedOfBuyers[kind] as never)}) returning id`,
  );
  return analysis!.id;
}
