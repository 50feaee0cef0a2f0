import { builder } from '../../builder.ts';
import { inTurns } from '../../inTurns.ts';
import { longList } from '../../limits/longList.ts';
import { Freshness, type RunResultRow, resultRunId } from '../freshness.ts';
import { ChurnModel, SilenceOption } from './churnModel.ts';
import { ChurnRate, CohortCell, TenureRate } from './churnRate.ts';
import { RevenueRetention } from './revenueRetention.ts';
import { ChurnCause, CurveTest, SurvivalCurve } from './survivalCurve.ts';

export const ChurnResultReady = builder.objectRef<RunResultRow>('ChurnResultReady').implement({
  description: 'Who leaves, when and why.',
  interfaces: [Freshness],
  fields: (t) => ({
    model: t.field({
      type: ChurnModel,
      description: 'How leaving was defined, and over whom.',
      resolve: async ({ run }, _args, { loaders }) => {
        const model = await loaders.churnModel.load(resultRunId(run));
        if (!model) throw new Error(`run ${run.id} was fitted and has no model`);
        return model;
      },
    }),
    silenceOptions: t.field({
      type: [SilenceOption],
      description: 'Candidates for N of silent churn, with how often each would be wrong.',
      resolve: ({ run }, _args, { loaders }) => loaders.silenceOptions.load(resultRunId(run)),
    }),
    curves: t.field({
      type: [SurvivalCurve],
      description:
        'Everybody first, then group by group. None where only one period can be told. Without groups of fewer than 10 customers, and what would lead back to them.',
      resolve: ({ run }, _args, { loaders }) => loaders.survivalCurves.load(resultRunId(run)),
    }),
    tests: t.field({
      type: [CurveTest],
      description: 'One for each comparison.',
      resolve: ({ run }, _args, { loaders }) => loaders.curveTests.load(resultRunId(run)),
    }),
    causes: t.field({
      type: [ChurnCause],
      complexity: { field: 1, multiplier: 5 },
      description: 'Cumulative incidence by reason. None for silent churn, which has no reasons.',
      resolve: ({ run }, _args, { loaders }) => loaders.churnCauses.load(resultRunId(run)),
    }),
    cohortCells: t.field({
      type: [CohortCell],
      complexity: longList(700), // a triangle of 36 months has 666 cells
      description:
        'The retention triangle, and retention by age of each level. Without cells of fewer than 10 customers, and what would lead back to them: of each grouping and age as many are hidden as make 10 customers.',
      resolve: async ({ run }, _args, { loaders }) => inTurns(await loaders.cohortCells.load(resultRunId(run))),
    }),
    churnRates: t.field({
      type: [ChurnRate],
      complexity: longList(120), // ten years of months
      description: 'Month by month. Without months that began with fewer than 10 customers.',
      resolve: ({ run }, _args, { loaders }) => loaders.churnRates.load(resultRunId(run)),
    }),
    tenureRates: t.field({
      type: [TenureRate],
      description:
        'Where the data are a snapshot: churn of its period, of all, by tenure, by group. Without rows of fewer than 10 customers, and what would lead back to them.',
      resolve: ({ run }, _args, { loaders }) => loaders.tenureRates.load(resultRunId(run)),
    }),
    revenueRetention: t.field({
      type: [RevenueRetention],
      complexity: longList(120),
      description:
        'Recurring revenue kept from each period’s end to the next, complete periods only. Without periods before which fewer than 10 customers paid, and of runs of a release that did not count them.',
      resolve: ({ run }, _args, { loaders }) => loaders.revenueRetention.load(resultRunId(run)),
    }),
  }),
});
