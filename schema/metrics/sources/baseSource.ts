import { always, column, type SourceSql } from './sourceSql.ts';

/** Customers as a base: all who were there before the end of the period asked for, whatever they did in it. */
export const baseSource: SourceSql = {
  from: (sql) => sql`customer f`,
  condition: (sql, { until }) =>
    sql`f.erased_at is null and (${until}::timestamptz is null or f.acquired_at is null or f.acquired_at < ${until}::timestamptz)`,
  at: null,
  customer: column('id'),
  unit: column('id'),
  own: {},
  parts: { customers: { counts: always } },
};
