import type { Transaction } from '../../prisma/sql.ts';
import type { AnalysisKind } from '../queue.ts';
import { ModelInputError } from '../stats/outcome.ts';
import type { Domain } from './readDataVersions.ts';

/** The run of another analysis whose results are read. */
export interface SourceRun {
  readonly analysis: string;
  readonly runId: bigint;
  /** Under which its results are stored: its own id, or that of the run it found nothing changed since. */
  readonly resultRunId: bigint;
  /** Facts after it were not seen. Null: all that there were. */
  readonly asOf: Date | null;
  /** The parts of the data that it read, with their versions then. */
  readonly dataVersions: Readonly<Partial<Record<Domain, string>>>;
  /** Whether what it read has changed since. */
  readonly isStale: boolean;
}

export interface AskedSource {
  readonly workspaceId: number;
  readonly kind: AnalysisKind;
  /** The parameter that names it, for messages. */
  readonly argument: string;
  /** Null: the one that the workspace means by the kind (standing_analysis), the chosen one or the one created first; if it has a result. */
  readonly name: string | null;
  /** Only of runs that saw nothing later. Null: whatever they saw. */
  readonly asOf: Date | null;
}

/**
 * The current run of an analysis: the published one, else of those that succeeded with a result the one that ended
 * last, runs as of a past moment after all others; as of a moment, the one that saw the latest data before it. Runs whose scores are cleared are passed over.
 *
 * @returns null where none is named and there is none
 * @throws ModelInputError OUT_OF_RANGE where the one that is named has none
 */
export async function readSourceRun(tx: Transaction, { workspaceId, kind, argument, name, asOf }: AskedSource): Promise<SourceRun | null> {
  const [row] = await tx<(Omit<SourceRun, 'runId' | 'isStale'> & { runId: bigint | null; isStale: boolean | null })[]>`
    select a.name as analysis, current.id as "runId", coalesce(current.reused_run_id, current.id) as "resultRunId", current.as_of as "asOf", current.data_versions as "dataVersions",
           (select bool_or(coalesce(v.version, 0)::text <> read.version)
              from jsonb_each_text(current.data_versions) as read (domain, version)
              left join data_version v on v.workspace_id = ${workspaceId} and v.domain = read.domain) as "isStale"
      from analysis a
      left join lateral (
        select r.id, r.reused_run_id, r.as_of, r.data_versions from run r
         where r.workspace_id = ${workspaceId} and r.analysis_id = a.id and r.state = 'SUCCEEDED' and r.outcome = 'FITTED' and r.scores_cleared_at is null
           and (${asOf}::timestamptz is null or coalesce(r.as_of, r.data_through) <= ${asOf}::timestamptz)
         order by (${asOf}::timestamptz is null and r.id = a.published_run_id) is true desc, case when ${asOf}::timestamptz is null then r.as_of is not null end,
                  case when ${asOf}::timestamptz is not null then coalesce(r.as_of, r.data_through) end desc, r.finished_at desc, r.id desc limit 1
      ) current on true
     where a.workspace_id = ${workspaceId} and a.kind = ${kind}
       and (a.name = ${name}::text
            or ${name}::text is null and a.id = (select analysis_id from standing_analysis where workspace_id = ${workspaceId} and kind = ${kind}))`;
  if (row && row.runId !== null) return { ...row, runId: row.runId, isStale: row.isStale ?? true };
  if (name === null) return null;
  const seen = asOf === null ? '' : ` that saw nothing after ${asOf.toISOString()} and whose scores are kept`;
  throw new ModelInputError('OUT_OF_RANGE', `${argument} has ${name}, an analysis of kind ${kind} with a finished run${seen} is needed`);
}
