import { executor, type Transaction } from '../../prisma/sql.ts';
import type { JobSender } from '../queue.ts';
import { requestRun } from '../requestRun.ts';

/** Files come in rows: a run waits until none has ended for so long. */
const quietSeconds = 10;
/** But no longer than this after the first that it has not seen, for where files never stop coming. */
const patienceSeconds = 600;
/** An upload that began longer ago was left lying. */
const uploadSeconds = 900;

/**
 * Runs an analysis once the data it reads have changed and what is arriving has arrived. It compares versions of the data, which rise
 * in the transaction of every change, rather than waiting to be told: nothing is lost with a worker or a message, and eleven files
 * are one run. Each state of the data makes it run at most once, also where that run fails or is cancelled.
 */
export async function runOnArrival(
  tx: Transaction,
  queue: Pick<JobSender, 'enqueue'>,
  workspaceId: number,
  analysisId: bigint,
): Promise<void> {
  const [analysis] = await tx<{ kind: string; arrived: Record<string, string> | null }[]>`
    select kind, arrival_versions as arrived from analysis where workspace_id = ${workspaceId} and id = ${analysisId} and run_on_change
       for no key update skip locked`;
  if (!analysis || (await isUnderWay(tx, workspaceId, analysisId)) || !(await hasArrived(tx, workspaceId, analysisId))) return;
  if (analysis.kind === 'VALUE_LOYALTY' && (await sourcesAreToCome(tx, workspaceId))) return;
  const versions = await currentVersions(tx, workspaceId); // read before what is compared: what commits in between is for the next look
  // Where scores alone have changed, all but value by loyalty have seen this state of the data.
  const isNews = analysis.kind === 'VALUE_LOYALTY' || !isSameApartFromScores(analysis.arrived, versions);
  const changed = isNews ? await changedDomains(tx, workspaceId, analysisId) : [];
  if (changed.length > 0) {
    const triggeredBy = `data ${changed.join(', ')}`;
    await requestRun(executor(tx), queue, { workspaceId, analysisId, trigger: 'DATA', triggeredBy });
  }
  await tx`update analysis set arrival_versions = ${tx.json(versions)} where workspace_id = ${workspaceId} and id = ${analysisId}`;
}

async function currentVersions(tx: Transaction, workspaceId: number): Promise<Record<string, string>> {
  const rows = await tx<
    { domain: string; version: bigint }[]
  >`select domain, version from data_version where workspace_id = ${workspaceId}`;
  return Object.fromEntries(rows.map(({ domain, version }) => [domain, String(version)]));
}

function isSameApartFromScores(arrived: Readonly<Record<string, string>> | null, versions: Readonly<Record<string, string>>): boolean {
  if (arrived === null) return false;
  const domains = new Set([...Object.keys(arrived), ...Object.keys(versions)]);
  domains.delete('scores');
  return [...domains].every((domain) => arrived[domain] === versions[domain]);
}

/** What it sees is known when it has ended. */
async function isUnderWay(tx: Transaction, workspaceId: number, analysisId: bigint): Promise<boolean> {
  const runs = await tx`
    select 1 from run
     where workspace_id = ${workspaceId} and analysis_id = ${analysisId} and state in ('QUEUED', 'RUNNING') and as_of is null limit 1`;
  return runs.length > 0;
}

async function hasArrived(tx: Transaction, workspaceId: number, analysisId: bigint): Promise<boolean> {
  const [row] = await tx<{ isQuiet: boolean; isOverdue: boolean }[]>`
    select not exists (
             select 1 from import
              where workspace_id = ${workspaceId} and not dry_run
                and (state in ('QUEUED', 'RUNNING')
                  or state = 'UPLOADING' and created_at > clock_timestamp() - make_interval(secs => ${uploadSeconds})
                  or finished_at > clock_timestamp() - make_interval(secs => ${quietSeconds}))) as "isQuiet",
           exists (
             select 1 from import
              where workspace_id = ${workspaceId} and not dry_run and state = 'SUCCEEDED'
                and finished_at < clock_timestamp() - make_interval(secs => ${patienceSeconds})
                and finished_at > (
                  select coalesce(max(coalesce(started_at, queued_at)), '-infinity') from run
                   where workspace_id = ${workspaceId} and analysis_id = ${analysisId} and as_of is null)) as "isOverdue"`;
  return row !== undefined && (row.isQuiet || row.isOverdue);
}

/** Value by loyalty is made of scores: those that the same data are making, or will make, come first. */
async function sourcesAreToCome(tx: Transaction, workspaceId: number): Promise<boolean> {
  const [row] = await tx<{ areToCome: boolean }[]>`
    select exists (
             select 1 from run
              where workspace_id = ${workspaceId} and kind in ('CHURN', 'CLV') and state in ('QUEUED', 'RUNNING') and as_of is null)
        or exists (
             select 1 from analysis
              where workspace_id = ${workspaceId} and kind in ('CHURN', 'CLV') and run_on_change
                and arrival_versions - 'scores' is distinct from (
                  select jsonb_object_agg(domain, version::text) from data_version
                   where workspace_id = ${workspaceId} and domain <> 'scores')) as "areToCome"`;
  return row?.areToCome ?? false;
}

/** Of the domains that the last result was computed from, those that have changed since; without one, all that there are. */
async function changedDomains(tx: Transaction, workspaceId: number, analysisId: bigint): Promise<string[]> {
  const rows = await tx<{ domain: string }[]>`
    with latest as (
      select data_versions from run
       where workspace_id = ${workspaceId} and analysis_id = ${analysisId} and state = 'SUCCEEDED' and as_of is null
       order by queued_at desc, id desc limit 1)
    select v.domain from data_version v left join latest l on true
     where v.workspace_id = ${workspaceId}
       and (l.data_versions is null or (l.data_versions ? v.domain and l.data_versions ->> v.domain <> v.version::text))
     order by v.domain`;
  return rows.map(({ domain }) => domain);
}
