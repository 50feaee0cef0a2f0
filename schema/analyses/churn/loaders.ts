import DataLoader from 'dataloader';
import type { ChurnCause, ChurnModel, CohortCell, CurveTest, SilenceOption, TenureRate } from '../../../prisma/generated/client/client.ts';
import { PRIVACY_CUSTOMERS } from '../../../worker/stats/descriptive/thresholds.ts';
import type { CalendarPeriod } from '../../../worker/stats/survival/retention/calendarPeriod.ts';
import { groupsInOrder, inOrder } from '../../inOrder.ts';
import type { LoaderSource } from '../../loaders.ts';
import { withoutFew } from '../withoutFew.ts';
import { type CurveLoaders, createCurveLoaders } from './curveLoaders.ts';
import { type ShownChurnRate, shownChurnRates } from './shownChurnRate.ts';
import { type ShownRevenue, shownRevenue } from './shownRevenue.ts';
import { churnParameters } from './storedChurn.ts';

/** All by run, in the order in which they are shown. */
export interface ChurnLoaders extends CurveLoaders {
  readonly churnModel: DataLoader<bigint, ChurnModel | null>;
  readonly silenceOptions: DataLoader<bigint, SilenceOption[]>;
  readonly curveTests: DataLoader<bigint, CurveTest[]>;
  readonly churnCauses: DataLoader<bigint, ChurnCause[]>;
  readonly cohortCells: DataLoader<bigint, CohortCell[]>;
  readonly churnRates: DataLoader<bigint, ShownChurnRate[]>;
  readonly tenureRates: DataLoader<bigint, TenureRate[]>;
  readonly revenueRetention: DataLoader<bigint, ShownRevenue[]>;
}

export function createChurnLoaders(source: LoaderSource): ChurnLoaders {
  const { workspaceId, db } = source;
  const among = (runIds: readonly bigint[]) => ({ workspaceId, runId: { in: [...runIds] } });
  const byRun = <Row extends { readonly runId: bigint }>(find: (where: ReturnType<typeof among>) => Promise<Row[]>) =>
    new DataLoader<bigint, Row[]>(async (runIds) => groupsInOrder(runIds, await find(among(runIds)), (row) => row.runId));
  const ofRun = <Result>(read: (runId: bigint) => Promise<Result>) =>
    new DataLoader<bigint, Result>((runIds) => Promise.all(runIds.map(read)));
  const enough = { gte: PRIVACY_CUSTOMERS };
  const byPosition = [{ runId: 'asc' }, { position: 'asc' }] as const;
  const byPeriod = [{ runId: 'asc' }, { period: 'asc' }] as const;
  const churnModel = new DataLoader<bigint, ChurnModel | null>(async (runIds) =>
    inOrder(runIds, await db.churnModel.findMany({ where: among(runIds) }), (row) => row.runId),
  );
  const storedCells = byRun((where) =>
    db.cohortCell.findMany({ where, orderBy: [{ runId: 'asc' }, { groupingKey: 'asc' }, { cohort: 'asc' }, { age: 'asc' }] }),
  );
  const storedRevenue = byRun((where) => db.revenueRetention.findMany({ where, orderBy: [...byPeriod] }));
  return {
    ...createCurveLoaders(source),
    churnModel,
    silenceOptions: byRun((where) => db.silenceOption.findMany({ where, orderBy: [...byPosition] })),
    curveTests: byRun((where) => db.curveTest.findMany({ where, orderBy: [...byPosition] })),
    churnCauses: byRun(async (where) => {
      const [causes, runs] = await Promise.all([
        db.churnCause.findMany({ where: { ...where, n: enough }, orderBy: [...byPosition] }),
        db.run.findMany({ where: { workspaceId, id: where.runId }, select: { id: true, parameters: true } }),
      ]);
      const ofText = new Set(runs.filter(({ parameters }) => isOfText(parameters)).map(({ id }) => id));
      return causes.filter((cause) => !ofText.has(cause.runId) || isNamedByEnough(cause));
    }),
    cohortCells: ofRun(async (runId) => shownCells(await storedCells.load(runId))),
    churnRates: byRun(async (where) => shownChurnRates(await db.churnRate.findMany({ where, orderBy: [...byPeriod] }))),
    tenureRates: byRun(async (where) =>
      withoutFew(
        await db.tenureRate.findMany({ where, orderBy: [...byPosition] }),
        ({ runId, groupingKey }) => `${runId} ${groupingKey}`,
        ({ active }) => active,
      ),
    ),
    revenueRetention: ofRun(async (runId) => {
      const [model, periods] = await Promise.all([churnModel.load(runId), storedRevenue.load(runId)]);
      if (model === null || periods.length === 0) return [];
      const stored = await storedCells.load(runId);
      return shownRevenue(periods, { stored, shown: new Set(shownCells(stored)) }, model.cohortPeriod.toLowerCase() as CalendarPeriod);
    }),
  };
}

const isOfText = (parameters: unknown) => churnParameters.safeParse(parameters).data?.causeColumn === 'CANCEL_REASON';

/** A run of before a reason had to be shared by ten may have texts of few for its names: they are hidden by the losses. */
const isNamedByEnough = ({ cause, losses }: ChurnCause) => losses >= PRIVACY_CUSTOMERS || cause === 'OTHER' || cause === 'UNKNOWN';

/** Of one run. */
function shownCells(stored: readonly CohortCell[]): CohortCell[] {
  return withoutFew(
    stored,
    ({ groupingKey, age }) => `${age} ${groupingKey}`,
    ({ size }) => size,
  );
}
