import DataLoader from 'dataloader';
import type { Run } from '../../../prisma/generated/client/client.ts';
import type { AnalysisKind } from '../../../worker/queue.ts';
import type { LoaderSource } from '../../loaders.ts';
import type { RunResultRow } from '../freshness.ts';
import { resultOf } from '../resultOf.ts';
import { selectStandingRuns } from '../standingRun.sql.ts';
import { type StandingScoreRow, selectLatestOfKind, selectScoresOfRun } from './standingScore.sql.ts';

/** A customer's score by the run that stands. */
export interface ScoredRow extends RunResultRow {
  readonly score: StandingScoreRow;
}

export interface NotScoredRow {
  readonly branch: 'NotScored';
  readonly reason: 'NO_ANALYSIS' | 'NO_RUN' | 'NOT_IN_RUN';
  readonly run: Run | null;
}

/** What a run says of a customer, or why none says anything: the branch tells which. */
export type StandingRow = ScoredRow | RunResultRow | NotScoredRow;

export interface StandingLoaders {
  /** By customer, of the CLV run that stands. */
  readonly customerValue: DataLoader<bigint, StandingRow>;
  /** By customer, of the churn run that stands. */
  readonly customerRisk: DataLoader<bigint, StandingRow>;
}

export function createStandingLoaders(source: LoaderSource): StandingLoaders {
  return {
    customerValue: new DataLoader((ids) => readStanding(source, 'CLV', 'CustomerValue', ids)),
    customerRisk: new DataLoader((ids) => readStanding(source, 'CHURN', 'CustomerRisk', ids)),
  };
}

async function readStanding(
  { workspaceId, snapshot, db }: LoaderSource,
  kind: AnalysisKind,
  branch: string,
  customerIds: readonly bigint[],
): Promise<StandingRow[]> {
  const [standing] = await snapshot.read((sql) => selectStandingRuns(sql, workspaceId, [{ kind, analysis: null, asOf: null }]));
  if (!standing) {
    const { runId, hasAnalysis } = await snapshot.read((sql) => selectLatestOfKind(sql, workspaceId, kind));
    const latest = runId === null ? null : await db.run.findFirst({ where: { workspaceId, id: runId } });
    const why = unscored(latest, hasAnalysis);
    return customerIds.map(() => why);
  }
  const scores = await snapshot.read((sql) => selectScoresOfRun(sql, workspaceId, standing.resultId, customerIds));
  const run = await db.run.findFirst({ where: { workspaceId, id: standing.id } });
  if (!run) throw new Error(`run ${standing.id} was there a moment ago`);
  const scoreOf = new Map(scores.map((score) => [score.customerId, score]));
  return customerIds.map((id) => {
    const score = scoreOf.get(id);
    return score ? { branch, run, score } : { branch: 'NotScored', reason: 'NOT_IN_RUN', run };
  });
}

/** No run stands: what became of the last one says why, unless it did well as of a past moment only. */
function unscored(latest: Run | null, hasAnalysis: boolean): RunResultRow | NotScoredRow {
  if (!latest || (latest.state === 'SUCCEEDED' && latest.outcome === 'FITTED'))
    return { branch: 'NotScored', reason: hasAnalysis ? 'NO_RUN' : 'NO_ANALYSIS', run: null };
  return resultOf(latest);
}
