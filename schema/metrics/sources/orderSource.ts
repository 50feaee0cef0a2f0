import { earned } from '../../crm/order.sql.ts';
import { column, customerOfIdentity, customerOrFact, factsOf, type SourceSql, type Sql } from './sourceSql.ts';
import { isAsTicketed } from './ticketSource.ts';

const isPlaced: Sql = (sql) => sql`case when f.status is distinct from 'CANCELLED' then 1 end`;
const isPaid: Sql = (sql) => sql`case when f.status is distinct from 'CANCELLED' and f.revenue is not null then 1 end`;

/** Orders. Those cancelled are none; refunds are taken off. */
export const orderSource: SourceSql = {
  from: factsOf('order'),
  at: column('occurred_at'),
  customer: customerOfIdentity,
  unit: customerOrFact,
  own: { CHANNEL: column('channel') },
  parts: {
    orders: { counts: isPlaced },
    revenue: { counts: isPaid, value: earned, isMoney: true },
    revenueOfCustomers: {
      counts: (sql) =>
        sql`case when i.customer_id is not null and f.status is distinct from 'CANCELLED' and f.revenue is not null then 1 end`,
      value: earned,
      perCustomer: true,
      isMoney: true,
    },
    orderingCustomers: { counts: isPlaced, perCustomer: true },
    orderingCustomersAsTicketed: {
      counts: (sql, context, request) =>
        sql`case when f.status is distinct from 'CANCELLED' and ${isAsTicketed('occurred_at')(sql, context, request)} then 1 end`,
      perCustomer: true,
    },
  },
};
