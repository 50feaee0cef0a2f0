import type { Transaction } from '../../prisma/sql.ts';
import type { AnalysisKind } from '../queue.ts';
import { ModelInputError } from '../stats/outcome.ts';

/** What a run was asked for, as its row says. */
export interface RunRequest {
  readonly workspaceId: number;
  readonly runId: bigint;
  readonly analysisId: bigint;
  readonly kind: AnalysisKind;
  readonly parameters: unknown;
  readonly population: unknown;
  readonly surveyId: bigint | null;
  /** Facts after it are not seen; null: all that there are. */
  readonly asOf: Date | null;
  readonly seed: number;
  /** Compute anew even if a finished run has the same key. */
  readonly forced: boolean;
  readonly currency: string;
  readonly timeZone: string;
}

/**
 * Reads the run's own description, inside the snapshot that the data are read from too.
 *
 * @throws ModelInputError EMPTY when the run is gone
 */
export async function readRunRequest(tx: Transaction, workspaceId: number, runId: bigint): Promise<RunRequest> {
  const [row] = await tx<Omit<RunRequest, 'workspaceId' | 'runId'>[]>`
    select r.analysis_id as "analysisId", r.kind, r.parameters, r.population, a.survey_id as "surveyId", r.as_of as "asOf", r.seed, r.forced,
           w.currency, w.time_zone as "timeZone"
      from run r
      join analysis a on a.workspace_id = r.workspace_id and a.id = r.analysis_id
      join workspace w on w.id = r.workspace_id
     where r.workspace_id = ${workspaceId} and r.id = ${runId}`;
  if (!row) throw new ModelInputError('EMPTY', `run ${runId} is gone, its analysis was deleted`);
  return { workspaceId, runId, ...row };
}
