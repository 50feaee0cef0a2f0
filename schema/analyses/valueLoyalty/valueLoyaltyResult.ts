import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Freshness, type RunResultRow, resultRunId } from '../freshness.ts';
import { Loyalty } from './loyalty.ts';
import { ValueLoyaltyCell } from './valueLoyaltyCell.ts';
import { ServiceCost, ValueLoyaltyModel } from './valueLoyaltyModel.ts';

const cellsOf = ({ run }: RunResultRow, { loaders }: Context) => loaders.valueLoyaltyCells.load(resultRunId(run));

export const ValueLoyaltyResultReady = builder.objectRef<RunResultRow>('ValueLoyaltyResultReady').implement({
  description: 'Customers by loyalty and tier of value: whom to protect, whom to win back, who costs more than they bring.',
  interfaces: [Freshness],
  fields: (t) => ({
    model: t.field({
      type: ValueLoyaltyModel,
      description: 'What it rests on.',
      resolve: async ({ run }, _args, { loaders }) => {
        const model = await loaders.valueLoyaltyModel.load(resultRunId(run));
        if (!model) throw new Error(`run ${run.id} was fitted and has no model`);
        return model;
      },
    }),
    cells: t.field({
      type: [ValueLoyaltyCell],
      description: 'Each loyalty in each tier: promoters, passives, detractors, unknown; in each the highest tier first.',
      resolve: async (row, _args, context) => (await cellsOf(row, context)).filter(({ loyalty, tier }) => loyalty !== 'ALL' && tier > 0),
    }),
    cell: t.field({
      type: ValueLoyaltyCell,
      nullable: true,
      description: 'One of the cells, so that the list of its customers can be read in pages. Null: there is no such tier.',
      args: {
        loyalty: t.arg({ type: Loyalty, required: true, description: 'Of which loyalty.' }),
        tier: t.arg.int({ required: true, description: 'Of which tier, 1 = highest value.' }),
      },
      resolve: async (row, { loyalty, tier }, context) =>
        (tier > 0 && (await cellsOf(row, context)).find((cell) => cell.loyalty === loyalty && cell.tier === tier)) || null,
    }),
    loyaltyTotals: t.field({
      type: [ValueLoyaltyCell],
      description: 'Each loyalty, all tiers together.',
      resolve: async (row, _args, context) => (await cellsOf(row, context)).filter(({ loyalty, tier }) => loyalty !== 'ALL' && tier === 0),
    }),
    tierTotals: t.field({
      type: [ValueLoyaltyCell],
      description: 'Each tier, whatever the loyalty, the highest first.',
      resolve: async (row, _args, context) => (await cellsOf(row, context)).filter(({ loyalty, tier }) => loyalty === 'ALL' && tier > 0),
    }),
    total: t.field({
      type: ValueLoyaltyCell,
      description: 'All customers.',
      resolve: async (row, _args, context) => {
        const total = (await cellsOf(row, context)).find(({ loyalty, tier }) => loyalty === 'ALL' && tier === 0);
        if (!total) throw new Error(`run ${row.run.id} was fitted and has no total`);
        return total;
      },
    }),
    serviceCosts: t.field({
      type: [ServiceCost],
      description: 'What service cost, by channel.',
      resolve: ({ run }, _args, { loaders }) => loaders.valueLoyaltyCosts.load(resultRunId(run)),
    }),
  }),
});
