import { column, customerOfIdentity, factsOf, type SourceSql } from './sourceSql.ts';

/** Visits. Those of one unknown browser are one customer's. */
export const visitSource: SourceSql = {
  from: factsOf('visit'),
  at: column('started_at'),
  customer: customerOfIdentity,
  // negative and odd for browsers, negative and even for visits of nobody: no number meets another kind's
  unit: (sql) => sql`coalesce(i.customer_id, -(abs(hashtextextended(f.visitor_id, 0) / 4) * 2 + 1), -2 * f.id)`,
  own: { CAMPAIGN: column('campaign'), VISIT_SOURCE: column('source'), MEDIUM: column('medium'), DEVICE: column('device') },
  parts: {
    visits: { counts: (sql) => sql`1` },
    conversions: {
      counts: (sql) => sql`case when f.converted is not null then 1 end`,
      value: (sql) => sql`case when f.converted then 1 else 0 end`,
    },
  },
};
