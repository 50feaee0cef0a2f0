import DataLoader from 'dataloader';
import type {
  ClvHoldout,
  ClvHoldoutBin,
  ClvModel,
  ClvRenewal,
  ClvTier,
  ClvTotal,
  ClvTracking,
  ModelParameter,
} from '../../../prisma/generated/client/client.ts';
import { PRIVACY_CUSTOMERS } from '../../../worker/stats/descriptive/thresholds.ts';
import { pageKey } from '../../connection.ts';
import { groupsInOrder, inOrder } from '../../inOrder.ts';
import type { LoaderSource } from '../../loaders.ts';
import { withoutFew } from '../withoutFew.ts';
import { type ScorePageKey, type ScoreRow, selectScorePages } from './customerScore.sql.ts';

/** All but the last by run, in the order in which they are shown. */
export interface ClvLoaders {
  readonly clvModel: DataLoader<bigint, ClvModel | null>;
  readonly modelParameters: DataLoader<bigint, ModelParameter[]>;
  readonly clvTotals: DataLoader<bigint, ClvTotal[]>;
  readonly clvTiers: DataLoader<bigint, ClvTier[]>;
  readonly clvHoldouts: DataLoader<bigint, ClvHoldout[]>;
  readonly clvHoldoutBins: DataLoader<bigint, ClvHoldoutBin[]>;
  readonly clvTracking: DataLoader<bigint, ClvTracking[]>;
  readonly clvRenewals: DataLoader<bigint, ClvRenewal[]>;
  /** A page and one row more, by position. */
  readonly customerScores: DataLoader<ScorePageKey, ScoreRow[], string>;
}

export function createClvLoaders({ workspaceId, db, snapshot }: LoaderSource): ClvLoaders {
  const among = (runIds: readonly bigint[]) => ({ workspaceId, runId: { in: [...runIds] } });
  const byRun = <Row extends { readonly runId: bigint }>(find: (where: ReturnType<typeof among>) => Promise<Row[]>) =>
    new DataLoader<bigint, Row[]>(async (runIds) => groupsInOrder(runIds, await find(among(runIds)), (row) => row.runId));
  const enough = { gte: PRIVACY_CUSTOMERS }; // as dataset.clv_totals has it
  const byPosition = [{ runId: 'asc' }, { position: 'asc' }] as const;
  return {
    clvModel: new DataLoader(async (runIds) => inOrder(runIds, await db.clvModel.findMany({ where: among(runIds) }), (row) => row.runId)),
    modelParameters: byRun((where) => db.modelParameter.findMany({ where, orderBy: [...byPosition] })),
    clvTotals: byRun((where) => db.clvTotal.findMany({ where: { ...where, n: enough }, orderBy: [{ runId: 'asc' }, { quantity: 'asc' }] })),
    clvTiers: byRun(async (where) =>
      withoutFew(
        await db.clvTier.findMany({ where, orderBy: [...byPosition] }),
        ({ runId }) => `${runId}`,
        ({ n }) => n,
      ),
    ),
    clvHoldouts: byRun((where) => db.clvHoldout.findMany({ where, orderBy: [{ runId: 'asc' }, { isChosen: 'desc' }, { model: 'asc' }] })),
    clvHoldoutBins: byRun(async (where) =>
      withoutFew(
        await db.clvHoldoutBin.findMany({ where, orderBy: [{ runId: 'asc' }, { model: 'asc' }, { frequency: 'asc' }] }),
        ({ runId, model }) => `${runId} ${model}`,
        ({ n }) => n,
      ),
    ),
    clvTracking: byRun((where) => db.clvTracking.findMany({ where, orderBy: [...byPosition] })),
    clvRenewals: byRun((where) =>
      db.clvRenewal.findMany({ where: { ...where, atRisk: enough }, orderBy: [{ runId: 'asc' }, { period: 'asc' }] }),
    ),
    customerScores: new DataLoader(
      async (keys) => {
        const rows = await snapshot.read((sql) => selectScorePages(sql, workspaceId, keys));
        return groupsInOrder(
          Array.from(keys, (_, index) => index + 1),
          rows,
          ({ ordinal }) => ordinal,
        );
      },
      { cacheKeyFn: ({ runId, page, tier }) => `${pageKey(runId, page)} ${tier ?? ''}` },
    ),
  };
}
