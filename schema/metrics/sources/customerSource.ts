import { column, type SourceSql } from './sourceSql.ts';
import { acquisitionKinds, isAsSpent } from './spendSource.ts';

/** Customers by the moment they were acquired; those who were erased since, too, or what a customer once cost would rise with every erasure. */
export const customerSource: SourceSql = {
  from: (sql) => sql`customer f`,
  at: column('acquired_at'),
  customer: column('id'),
  unit: column('id'),
  own: {},
  parts: {
    acquired: { counts: (sql) => sql`case when f.acquired_at is not null then 1 end` },
    acquiredAsSpent: {
      counts: (sql, context, request) => sql`case when ${isAsSpent('acquired_at', acquisitionKinds)(sql, context, request)} then 1 end`,
    },
  },
};
