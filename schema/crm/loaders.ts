import DataLoader from 'dataloader';
import { FactLoaders } from '../facts/factLoaders.ts';
import type { LoaderSource } from '../loaders.ts';
import { type OrderSummary, selectOpenTickets, selectOrderSummaries } from './customerSummary.sql.ts';
import { type OrderRow, orderFacts } from './order.sql.ts';
import { type SpendRow, spendFacts } from './spend.sql.ts';
import { type SubscriptionRow, subscriptionFacts } from './subscription.sql.ts';
import { type TicketRow, ticketFacts } from './ticket.sql.ts';

export interface CrmLoaders {
  readonly orders: FactLoaders<OrderRow>;
  readonly subscriptions: FactLoaders<SubscriptionRow>;
  readonly tickets: FactLoaders<TicketRow>;
  readonly spends: FactLoaders<SpendRow>;
  /** By customer. */
  readonly orderSummary: DataLoader<bigint, OrderSummary>;
  readonly openTicketCount: DataLoader<bigint, number | null>;
}

export function createCrmLoaders(source: LoaderSource): CrmLoaders {
  const { workspaceId, snapshot } = source;
  return {
    orders: new FactLoaders(source, orderFacts),
    subscriptions: new FactLoaders(source, subscriptionFacts),
    tickets: new FactLoaders(source, ticketFacts),
    spends: new FactLoaders(source, spendFacts),
    orderSummary: new DataLoader((customerIds) => snapshot.read((sql) => selectOrderSummaries(sql, workspaceId, customerIds))),
    openTicketCount: new DataLoader(async (customerIds) => {
      const rows = await snapshot.read((sql) => selectOpenTickets(sql, workspaceId, customerIds));
      return rows.map(({ count }) => count);
    }),
  };
}
