/** What runs say of a customer: a result, or the reason why there is none. */
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Customer } from '../../customers/customer.ts';
import { CustomerScore } from '../clv/customerScore.ts';
import { Freshness, resultRunId } from '../freshness.ts';
import { Run } from '../run.ts';
import { Cancelled, Failed, NotEstimable, Pending } from '../runResult.ts';
import type { NotScoredRow, ScoredRow, StandingRow } from './loaders.ts';

const analysisOfScore = 'Name of the analysis that it is of: Workspace.scores says which, and setScoreAnalysis changes it.';

async function nameOfAnalysis({ run }: ScoredRow, _args: unknown, { loaders }: Context): Promise<string> {
  const analysis = run.analysisId === null ? null : await loaders.analysis.load(run.analysisId);
  if (!analysis) throw new Error(`run ${run.id} is of no analysis`);
  return analysis.name;
}

const CustomerValue = builder.objectRef<ScoredRow>('CustomerValue').implement({
  description: 'What a customer is worth from now on, by the CLV run that stands.',
  interfaces: [Freshness],
  fields: (t) => ({
    analysis: t.string({ description: analysisOfScore, resolve: nameOfAnalysis }),
    score: t.field({ type: CustomerScore, description: 'The numbers.', resolve: ({ score }) => score }),
  }),
});

const CustomerRisk = builder.objectRef<ScoredRow>('CustomerRisk').implement({
  description: 'How likely a customer is to leave, by the churn run that stands.',
  interfaces: [Freshness],
  fields: (t) => ({
    analysis: t.string({ description: analysisOfScore, resolve: nameOfAnalysis }),
    churnRisk: t.float({
      nullable: true,
      description: 'Probability of leaving within the horizon, 0-1.',
      resolve: ({ score }) => score.churnRisk,
    }),
    churnRiskCiLow: t.float({ nullable: true, description: 'Lower end of its interval.', resolve: ({ score }) => score.churnRiskCiLow }),
    churnRiskCiHigh: t.float({ nullable: true, description: 'Upper end of its interval.', resolve: ({ score }) => score.churnRiskCiHigh }),
    horizonDays: t.int({
      nullable: true,
      description: 'The horizon, in days.',
      resolve: async ({ run }, _args, { loaders }) => (await loaders.riskModel.load(resultRunId(run)))?.horizonDays ?? null,
    }),
    percentile: t.float({
      nullable: true,
      description: 'Share of customers of a lower risk, and half of those of the same, 0-1.',
      resolve: ({ score }) => score.percentile,
    }),
    position: t.int({ description: 'Place in the ranking of the run, 1 = the highest risk.', resolve: ({ score }) => score.position }),
  }),
});

const NotScoredReason = builder.enumType('NotScoredReason', {
  description: 'Why no run says anything of a customer.',
  values: {
    NO_ANALYSIS: { description: 'There is no analysis of the kind: createAnalysis.' },
    NO_RUN: {
      description:
        'The one that is meant (Workspace.scores) has no run with a result on all the data: runAnalysis, or name another by setScoreAnalysis.',
    },
    NOT_IN_RUN: { description: 'The run that stands does not score this customer: they had left, or had done nothing that it goes by.' },
  } as const,
});

const NotScored = builder.objectRef<NotScoredRow>('NotScored').implement({
  description: 'No run says anything of this customer.',
  fields: (t) => ({
    reason: t.field({ type: NotScoredReason, description: 'Why.', resolve: ({ reason }) => reason }),
    run: t.field({ type: Run, nullable: true, description: 'The run that stands. Null: none does.', resolve: ({ run }) => run }),
  }),
});

const others = [NotScored, Pending, NotEstimable, Failed, Cancelled] as const;
const branchOf = ({ branch }: StandingRow) => branch;

const CustomerValueResult = builder.unionType('CustomerValueResult', {
  description: 'What a customer is worth, or why that is not known. Without a run that stands, what became of the last one.',
  types: [CustomerValue, ...others],
  resolveType: branchOf as never,
});

const CustomerRiskResult = builder.unionType('CustomerRiskResult', {
  description: 'How likely a customer is to leave, or why that is not known. Without a run that stands, what became of the last one.',
  types: [CustomerRisk, ...others],
  resolveType: branchOf as never,
});

builder.objectFields(Customer, (t) => ({
  value: t.field({
    type: CustomerValueResult,
    description:
      'What they are worth by the CLV run that stands: the current run of the analysis that gives what is called value (Workspace.scores).',
    resolve: ({ id }, _args, { loaders }) => loaders.customerValue.load(id) as Promise<never>,
  }),
  risk: t.field({
    type: CustomerRiskResult,
    description: 'How likely they are to leave by the churn run that stands: that of the analysis that gives what is called churn.',
    resolve: ({ id }, _args, { loaders }) => loaders.customerRisk.load(id) as Promise<never>,
  }),
}));
