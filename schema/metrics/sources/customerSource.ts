import { always, column, type SourceSql } from './sourceSql.ts';
import { acquisitionKinds, isAsSpent } from './spendSource.ts';

/** Customers by the moment they were acquired. */
export const customerSource: SourceSql = {
  from: (sql) => sql`customer f`,
  condition: (sql) => sql`f.erased_at is null`,
  at: column('acquired_at'),
  customer: column('id'),
  unit: column('id'),
  own: {},
  parts: {
    customers: { counts: always },
    acquired: { counts: (sql) => sql`case when f.acquired_at is not null then 1 end` },
    acquiredAsSpent: {
      counts: (sql, context, request) => sql`case when ${isAsSpent('acquired_at', acquisitionKinds)(sql, context, request)} then 1 end`,
    },
  },
};
