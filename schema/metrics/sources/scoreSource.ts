import { always, column, type SourceSql } from './sourceSql.ts';

const isKnown: SourceSql['at'] = (sql) => sql`case when f.value is not null then 1 end`;

/** The values of customers in the current CLV run: as of that run, of no period. */
export const scoreSource: SourceSql = {
  from: (sql) => sql`customer_score f`,
  condition: (sql, { clvRunId }) => sql`f.run_id = ${String(clvRunId ?? 0)}::text::bigint`,
  at: null,
  customer: column('customer_id'),
  unit: column('customer_id'),
  own: {},
  parts: { scored: { counts: always }, clv: { counts: isKnown, value: (sql) => sql`f.value::numeric`, isMoney: true } },
};
