import type { RunReport } from '../server/followRun.ts';
import { churnReport } from './churnReport.ts';
import { clvReport } from './clvReport.ts';
import { driverReport, exclusionLines, warningLines } from './driverReport.ts';
import { formatDuration, formatTime } from './numbers.ts';
import { originLines } from './runOrigin.ts';
import { valueLoyaltyReport } from './valueLoyaltyReport.ts';

/** A run whatever became of it. */
export function runReport(run: RunReport): string[] {
  return [headline(run), '', ...resultLines(run)];
}

/** As runReport, with where it comes from and what it is made of. */
export function runShowReport(run: RunReport): string[] {
  return [headline(run), ...originLines(run), '', ...resultLines(run), ...clearedLines(run)];
}

export function headline({ analysis, state, finishedAt, startedAt }: RunReport): string {
  const took = startedAt && finishedAt ? `, ${formatDuration(Date.parse(finishedAt) - Date.parse(startedAt))}` : '';
  return `${analysis.name}: ${state}${finishedAt ? ` at ${formatTime(finishedAt)}` : ''}${took}`;
}

function resultLines(run: RunReport): string[] {
  const { result } = run;
  switch (result.__typename) {
    case 'DriverResultReady':
      return [...driverReport(run, result), ...staleLines(result)];
    case 'ChurnResultReady':
      return [...churnReport(run, result), ...staleLines(result)];
    case 'ValueLoyaltyResultReady':
      return [...valueLoyaltyReport(run, result), ...staleLines(result)];
    case 'ClvResultReady':
      return [...clvReport(run, result), ...staleLines(result)];
    case 'NotEstimable':
      return [
        `These data cannot tell: ${result.manager}`,
        `  ${result.code}${result.detail ? `: ${result.detail}` : ''}`,
        ...exclusionLines(run),
        ...warningLines(run),
      ];
    case 'Failed':
      return [`It failed: ${result.message} (${result.failure})`];
    case 'Cancelled':
      return [`It was cancelled at ${formatTime(result.cancelledAt)}${cancelWords[run.cancelReason ?? ''] ?? ''}`];
    default:
      return [run.waitsFor ? `It waits until run ${run.waitsFor.id} has ended` : `There is no result yet (${result.progress.stage})`];
  }
}

/** Where nobody cancelled this very run, who wonders why is told. */
const cancelWords: Readonly<Record<string, string>> = {
  REPLACED: ': a later tick of its schedule replaces it',
  BACKFILL_CANCELLED: ': its backfill was cancelled',
};

function staleLines({ isStale }: { readonly isStale: boolean }): string[] {
  return isStale ? ['', 'The data have changed since: run it again for today’s answer.'] : [];
}

function clearedLines({ scoresClearedAt, analysis }: RunReport): string[] {
  if (!scoresClearedAt) return [];
  return [
    '',
    `What it said of single customers is no longer kept, since ${formatTime(scoresClearedAt)} (EARSHOT_KEEP_SCORES_DAYS of the worker).`,
    `Their lists are empty, and it cannot be published: earshot run ${analysis.name} --as-of DATE makes them anew.`,
  ];
}

/** FAILED and CANCELLED are failures of the command; that data cannot tell is an answer. */
export const exitCodeOfRun = ({ state }: RunReport): number => (state === 'FAILED' || state === 'CANCELLED' ? 1 : 0);
