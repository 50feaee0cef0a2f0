import type { StatusCode } from '../../worker/stats/statusCodes.ts';
import { builder } from '../builder.ts';
import { longList } from '../limits/longList.ts';
import { StatusCodeEnum, sentences } from '../statusCode.ts';
import { ChurnResultReady } from './churn/churnResult.ts';
import { ClvResultReady } from './clv/clvResult.ts';
import { DriverEstimate } from './drivers/driverEstimate.ts';
import { DriverDifference, DriverForce, DriverGroup } from './drivers/driverGroups.ts';
import { DriverModel } from './drivers/driverModel.ts';
import { Freshness, type RunResultRow, resultRunId } from './freshness.ts';
import { RunProgress } from './runDetails.ts';
import { progress } from './storedRun.ts';
import { ValueLoyaltyResultReady } from './valueLoyalty/valueLoyaltyResult.ts';

const DriverResultReady = builder.objectRef<RunResultRow>('DriverResultReady').implement({
  description: 'The drivers of an outcome, ranked.',
  interfaces: [Freshness],
  fields: (t) => ({
    model: t.field({
      type: DriverModel,
      description: 'The model as a whole.',
      resolve: async ({ run }, _args, { loaders }) => {
        const model = await loaders.driverModel.load(resultRunId(run));
        if (!model) throw new Error(`run ${run.id} was fitted and has no model`);
        return model;
      },
    }),
    drivers: t.field({
      type: [DriverEstimate],
      description: 'The drivers, most important first.',
      resolve: ({ run }, _args, { loaders }) => loaders.driverEstimates.load(resultRunId(run)),
    }),
    forces: t.field({
      type: [DriverForce],
      description:
        'Drivers together: forces of customer experience, traits, and drivers that are in none. Empty where none were asked for.',
      resolve: ({ run }, _args, { loaders }) => loaders.driverForces.load(resultRunId(run)),
    }),
    groups: t.field({
      type: [DriverGroup],
      description: 'The groups that are compared, the own one first, then by size.',
      resolve: ({ run }, _args, { loaders }) => loaders.driverGroups.load(resultRunId(run)),
    }),
    differences: t.field({
      type: [DriverDifference],
      complexity: longList(200),
      description: 'Between these groups, in importance and performance of each driver. Empty without draws.',
      resolve: ({ run }, _args, { loaders }) => loaders.driverDifferences.load(resultRunId(run)),
    }),
  }),
});

export const Pending = builder.objectRef<RunResultRow>('Pending').implement({
  description: 'There is no result yet.',
  fields: (t) => ({
    progress: t.field({ type: RunProgress, description: 'How far it is.', resolve: ({ run }) => progress.parse(run.progress) }),
  }),
});

const codeOf = ({ run }: RunResultRow) => run.statusCode as StatusCode;

export const NotEstimable = builder.objectRef<RunResultRow>('NotEstimable').implement({
  description: 'The data cannot answer. An answer in itself: it is stored and not tried again.',
  interfaces: [Freshness],
  fields: (t) => ({
    code: t.field({ type: StatusCodeEnum, description: 'Why.', resolve: codeOf }),
    detail: t.string({ nullable: true, description: 'The numbers behind it.', resolve: ({ run }) => run.statusDetail }),
    manager: t.string({ description: 'What it means for a decision.', resolve: (row) => sentences(codeOf(row)).manager }),
    statistician: t.string({ description: 'What it means for the method.', resolve: (row) => sentences(codeOf(row)).statistician }),
  }),
});

export const Failed = builder.objectRef<RunResultRow>('Failed').implement({
  description: 'The run could not be carried out.',
  fields: (t) => ({
    code: t.string({ description: 'What kind of fault.', resolve: ({ run }) => run.errorCode ?? 'UNKNOWN' }),
    message: t.string({ description: 'What went wrong.', resolve: ({ run }) => run.errorMessage ?? 'no message was stored' }),
  }),
});

export const Cancelled = builder.objectRef<RunResultRow>('Cancelled').implement({
  description: 'Somebody cancelled the run.',
  fields: (t) => ({
    cancelledAt: t.field({ type: 'DateTime', nullable: true, description: 'When.', resolve: ({ run }) => run.finishedAt }),
  }),
});

export const RunResult = builder.unionType('RunResult', {
  description: 'What became of a run.',
  types: [DriverResultReady, ChurnResultReady, ClvResultReady, ValueLoyaltyResultReady, Pending, NotEstimable, Failed, Cancelled],
  resolveType: ({ branch }) => branch,
});
