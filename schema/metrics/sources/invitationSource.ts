import { column, customerOfIdentity, customerOrFact, factsOf, type SourceSql } from './sourceSql.ts';

/** In which they may be answered. */
const openDays = 14;

/** Invitations that did not bounce and may not be answered any more. */
export const invitationSource: SourceSql = {
  from: factsOf('invitation'),
  condition: (sql) => sql`f.state <> 'BOUNCED' and f.sent_at < now() - make_interval(hours => ${24 * openDays}::integer)`,
  openDays,
  at: column('sent_at'),
  customer: customerOfIdentity,
  unit: customerOrFact,
  own: { SURVEY: column('survey_key'), TOUCHPOINT: column('touchpoint'), CHANNEL: column('channel') },
  parts: {
    invitedCustomers: { counts: (sql) => sql`case when i.customer_id is not null then 1 end`, perCustomer: true },
    completed: { counts: (sql) => sql`1`, value: (sql) => sql`case when f.state = 'COMPLETED' then 1 else 0 end` },
  },
};
