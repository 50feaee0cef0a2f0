/** Where a run comes from and what it is made of: who asked for it, on which data, by which engine, and how long that took. */
import type { RunReport } from '../server/followRun.ts';
import { formatCount, formatDuration, formatTime } from './numbers.ts';

interface Started {
  readonly trigger: string;
  readonly triggeredBy?: string | null;
  readonly backfill?: { readonly id: string } | null;
}

/** `CLI, API_KEY 5`, `schedule 0 6 * * 1 UTC`: what says by itself which trigger it is stands alone. A backfill is told by the id that commands take. */
export function startedBy({ trigger, triggeredBy, backfill }: Started): string {
  if (backfill) return `backfill ${backfill.id}`;
  if (!triggeredBy) return trigger;
  return triggeredBy.startsWith(`${trigger.toLowerCase()} `) ? triggeredBy : `${trigger}, ${triggeredBy}`;
}

/** A word, then the fact; what is not known yet, or never was, is `–`. */
export function originLines(run: RunReport): string[] {
  const { readMs, computeMs, writeMs } = run.timings;
  const facts: Readonly<Record<string, string>> = {
    'asked for': `${formatTime(run.queuedAt)} by ${startedBy(run)}`,
    'as of': `${run.asOf ? formatTime(run.asOf) : 'all the data'}${run.dueAt ? `, due at ${formatTime(run.dueAt)}` : ''}`,
    data: `through ${formatTime(run.dataThrough)}, versions ${versionsText(run.dataVersions)}`,
    engine: run.engineVersion ?? '–',
    rows: `${formatCount(run.rowsRead)} read, ${formatCount(run.rowsUsed)} used`,
    took: `read ${seconds(readMs)}, compute ${seconds(computeMs)}, write ${seconds(writeMs)}; ${run.attempts} attempt${run.attempts === 1 ? '' : 's'}`,
    ...(run.state === 'SUCCEEDED' && { numbers: standing(run) }),
    ...(run.reusedRun && { 'result of': `run ${run.reusedRun.id}: nothing had changed since` }),
  };
  return Object.entries(facts).map(([word, fact]) => `  ${word.padEnd(9)}  ${fact}`);
}

/** Whether what it found is what is shown wherever its analysis is asked for, and if not, which run is. */
function standing({ id, analysis: { name, currentRun, publishedRun, publishedAt, publishedBy } }: RunReport): string {
  const published = publishedRun ? `, published ${formatTime(publishedAt)} by ${publishedBy}` : '';
  if (currentRun?.id === id) return `stand for ${name}${published}`;
  return currentRun ? `those of run ${currentRun.id} stand for ${name}${published}` : `no run stands for ${name} yet`;
}

function versionsText(versions: unknown): string {
  const entries = Object.entries((versions ?? {}) as Readonly<Record<string, unknown>>);
  return entries.length === 0 ? '–' : entries.map(([domain, version]) => `${domain} ${String(version)}`).join(', ');
}

const seconds = (milliseconds: number | null | undefined) =>
  milliseconds === null || milliseconds === undefined ? '–' : formatDuration(milliseconds);
