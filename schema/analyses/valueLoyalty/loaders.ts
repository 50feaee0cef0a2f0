import DataLoader from 'dataloader';
import type {
  ValueLoyaltyCell,
  ValueLoyaltyCost,
  ValueLoyaltyCustomer,
  ValueLoyaltyModel,
} from '../../../prisma/generated/client/client.ts';
import { type Connection, type Page, pageKey, toConnection } from '../../connection.ts';
import { groupsInOrder, inOrder } from '../../inOrder.ts';
import type { LoaderSource } from '../../loaders.ts';

export interface CellPage {
  readonly runId: bigint;
  readonly loyalty: string;
  readonly tier: number;
  readonly page: Page;
}

export interface ValueLoyaltyLoaders {
  readonly valueLoyaltyModel: DataLoader<bigint, ValueLoyaltyModel | null>;
  /** By loyalty, promoters first and all last; in each by tier, all tiers first. */
  readonly valueLoyaltyCells: DataLoader<bigint, ValueLoyaltyCell[]>;
  readonly valueLoyaltyCosts: DataLoader<bigint, ValueLoyaltyCost[]>;
  readonly valueLoyaltyCustomers: DataLoader<CellPage, Connection<ValueLoyaltyCustomer>, string>;
}

const loyaltyOrder = ['PROMOTER', 'PASSIVE', 'DETRACTOR', 'UNKNOWN', 'ALL'];

export function createValueLoyaltyLoaders({ workspaceId, db, snapshot }: LoaderSource): ValueLoyaltyLoaders {
  const among = (runIds: readonly bigint[]) => ({ workspaceId, runId: { in: [...runIds] } });
  return {
    valueLoyaltyModel: new DataLoader(async (runIds) =>
      inOrder(runIds, await db.valueLoyaltyModel.findMany({ where: among(runIds) }), (row) => row.runId),
    ),
    valueLoyaltyCells: new DataLoader(async (runIds) => {
      const rows = await db.valueLoyaltyCell.findMany({ where: among(runIds), orderBy: { tier: 'asc' } });
      const sorted = rows.toSorted((a, b) => loyaltyOrder.indexOf(a.loyalty) - loyaltyOrder.indexOf(b.loyalty));
      return groupsInOrder(runIds, sorted, (row) => row.runId);
    }),
    valueLoyaltyCosts: new DataLoader(async (runIds) =>
      groupsInOrder(runIds, await db.valueLoyaltyCost.findMany({ where: among(runIds), orderBy: { position: 'asc' } }), (row) => row.runId),
    ),
    // One page for each of many cells, in one statement whatever their number.
    valueLoyaltyCustomers: new DataLoader(
      async (pages) => {
        const rows = await snapshot.read(
          (sql) => sql<(ValueLoyaltyCustomer & { readonly asked: number })[]>`
          select asked.ordinal::integer as asked, page.*
            from unnest(${pages.map((key) => String(key.runId))}::text[]::bigint[], ${pages.map(({ loyalty }) => loyalty)}::text[],
                        ${pages.map(({ tier }) => tier)}::integer[], ${pages.map(({ page }) => page.first + 1)}::integer[],
                        ${pages.map(({ page }) => String(page.after?.id ?? 0))}::text[]::bigint[])
                 with ordinality as asked (run_id, loyalty, tier, row_limit, after_position, ordinal)
           cross join lateral (
             select workspace_id as "workspaceId", run_id as "runId", customer_id as "customerId", loyalty, tier, position, score, value,
                    revenue, cost_to_serve as "costToServe", net_value as "netValue", churn_risk as "churnRisk", at_risk as "atRisk"
               from value_loyalty_customer c
              where c.workspace_id = ${workspaceId} and c.run_id = asked.run_id and c.loyalty = asked.loyalty and c.tier = asked.tier
                and c.position > asked.after_position
              order by c.position limit asked.row_limit
           ) page
           order by asked.ordinal, page.position`,
        );
        const groups = groupsInOrder(
          pages.map((_page, index) => index + 1),
          rows,
          (row) => row.asked,
        );
        return pages.map(({ page }, index) =>
          toConnection(groups[index] ?? [], page, (row) => ({ sortValue: null, id: BigInt(row.position) })),
        );
      },
      { cacheKeyFn: ({ runId, loyalty, tier, page }) => pageKey(`${runId} ${loyalty} ${tier}`, page) },
    ),
  };
}
