import type { ClvTier as ClvTierRow } from '../../../prisma/generated/client/client.ts';
import { builder } from '../../builder.ts';
import { pageArgs, pageCost, parsePage } from '../../connection.ts';
import { longList } from '../../limits/longList.ts';
import { Freshness, type RunResultRow, resultRunId } from '../freshness.ts';
import { emptyListOfRun } from '../listOfRun.ts';
import { ClvHoldout, ClvTracking } from './clvHoldout.ts';
import { ClvModel, ClvRenewal, ClvTotal, ModelParameter } from './clvModel.ts';
import { CustomerScoreConnection, requireScoreCursor, scoreConnection } from './customerScore.ts';

const ClvTier = builder.objectRef<ClvTierRow>('ClvTier').implement({
  description: 'The customers of one tier together.',
  fields: (t) => ({
    tier: t.exposeString('tier', { description: 'Its name.' }),
    n: t.expose('n', { type: 'BigInt', description: 'Customers.' }),
    expectedPurchases: t.exposeFloat('expectedPurchases', { description: 'Purchases expected of them within the horizon.' }),
    value: t.exposeFloat('value', { nullable: true, description: 'What they are worth together. Null where nobody’s value is known.' }),
  }),
});

export const ClvResultReady = builder.objectRef<RunResultRow>('ClvResultReady').implement({
  description: 'What customers are worth from now on, together and one by one.',
  interfaces: [Freshness],
  fields: (t) => ({
    model: t.field({
      type: ClvModel,
      description: 'The models as a whole, and what was counted.',
      resolve: async ({ run }, _args, { loaders }) => {
        const model = await loaders.clvModel.load(resultRunId(run));
        if (!model) throw new Error(`run ${run.id} was fitted and has no model`);
        return model;
      },
    }),
    parameters: t.field({
      type: [ModelParameter],
      description: 'Of all models that were fitted.',
      resolve: ({ run }, _args, { loaders }) => loaders.modelParameters.load(resultRunId(run)),
    }),
    totals: t.field({
      type: [ClvTotal],
      description: 'Of all customers together. None of fewer than 10.',
      resolve: ({ run }, _args, { loaders }) => loaders.clvTotals.load(resultRunId(run)),
    }),
    tiers: t.field({
      type: [ClvTier],
      description: 'The most valuable first. Without those of fewer than 10 customers, and what would lead back to them.',
      resolve: ({ run }, _args, { loaders }) => loaders.clvTiers.load(resultRunId(run)),
    }),
    holdouts: t.field({
      type: [ClvHoldout],
      description: 'How each model did on what it was not shown. Empty where nothing could be held out, with a warning, and of contracts.',
      resolve: ({ run }, _args, { loaders }) => loaders.clvHoldouts.load(resultRunId(run)),
    }),
    tracking: t.field({
      type: [ClvTracking],
      complexity: longList(200), // four years of weeks
      description: 'The course of purchases through calibration and holdout, by the model chosen.',
      resolve: ({ run }, _args, { loaders }) => loaders.clvTracking.load(resultRunId(run)),
    }),
    renewals: t.field({
      type: [ClvRenewal],
      description: 'Of contracts, renewal by renewal, while 10 or more could renew. Empty without.',
      resolve: ({ run }, _args, { loaders }) => loaders.clvRenewals.load(resultRunId(run)),
    }),
    customers: t.field({
      type: CustomerScoreConnection,
      description: 'All customers scored, the most valuable first. Where it is empty, emptyReason says why.',
      args: { tier: t.arg.string({ description: 'Those of this tier alone. Default: all.' }), ...pageArgs },
      complexity: pageCost,
      resolve: async ({ run }, { tier, ...args }, { loaders }) => {
        const page = parsePage(args);
        requireScoreCursor(page);
        if (run.scoresClearedAt) return emptyListOfRun('SCORES_CLEARED');
        return scoreConnection(await loaders.customerScores.load({ runId: resultRunId(run), page, tier: tier ?? null }), page);
      },
    }),
  }),
});
