import { builder } from '../../builder.ts';
import { pageArgs, pageCost } from '../../connection.ts';
import { Run } from '../run.ts';
import { pageOfDates } from './backfill.ts';
import { BackfillInput, type BackfillPlan, type PlannedDate, planBackfill } from './backfillPlan.ts';

const PreviewedDate = builder.objectRef<PlannedDate>('BackfillPreviewDate').implement({
  description: 'A date that a backfill would look at.',
  fields: (t) => ({
    endDate: t.exposeString('endDate', { description: 'YYYY-MM-DD: the last day of its day, week or month.' }),
    asOf: t.expose('asOf', { type: 'DateTime', description: 'The end of that day: facts after it are not seen.' }),
    isIncluded: t.exposeBoolean('isIncluded', { description: 'Whether it would be run.' }),
    run: t.expose('run', { type: Run, nullable: true, description: 'The last run as of that moment. Null: none.' }),
  }),
});
const PreviewedDateConnection = builder.connectionObject(
  { type: PreviewedDate, name: 'BackfillPreviewDateConnection', description: 'A page of dates.' },
  { name: 'BackfillPreviewDateEdge', description: 'A date and its place in the list.' },
);

const BackfillPreview = builder.objectRef<BackfillPlan>('BackfillPreview').implement({
  description: 'What a backfill would run if it were started now.',
  fields: (t) => ({
    timeZone: t.exposeString('timeZone', { description: 'In which its days end.' }),
    runs: t.int({
      description: 'How many dates would be run.',
      resolve: ({ dates }) => dates.filter(({ isIncluded }) => isIncluded).length,
    }),
    dates: t.field({
      type: PreviewedDateConnection,
      description: 'The dates of the range, oldest first.',
      args: pageArgs,
      complexity: pageCost,
      resolve: ({ dates }, args) => pageOfDates(dates, args),
    }),
  }),
});

builder.queryField('backfillPreview', (t) =>
  t.field({
    type: BackfillPreview,
    description: 'What a backfill would run if it were started now.',
    args: { input: t.arg({ type: BackfillInput, required: true, description: 'The backfill.' }) },
    resolve: (_root, { input }, { inTransaction, workspaceId }) => inTransaction((tx) => planBackfill(tx, workspaceId, input)),
  }),
);
