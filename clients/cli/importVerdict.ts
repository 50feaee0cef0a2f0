/** Whether an import that has ended is what its sender wanted: what the exit code says. */
import { UsageError } from './cliError.ts';
import { formatCount } from './print/numbers.ts';
import type { FollowedImport } from './server/followImport.ts';

/** How many rows of a file may be turned away. */
export type RejectedLimit = { readonly rows: number } | { readonly share: number };

type Counted = Pick<FollowedImport, 'state' | 'dryRun' | 'rowsRead' | 'rowsLoaded' | 'rowsUnchanged' | 'rowsRejected'>;

/** 0, 25 or 2.5%. Null where it is not given. @throws UsageError */
export function rejectedLimit(given: string | undefined): RejectedLimit | null {
  if (given === undefined) return null;
  if (/^\d{1,15}$/.test(given)) return { rows: Number(given) };
  const percent = /^(\d{1,3}(?:\.\d+)?)\s?%$/.exec(given)?.[1];
  if (percent !== undefined && Number(percent) <= 100) return { share: Number(percent) / 100 };
  throw new UsageError(`--max-rejected ${given} is neither a number of rows nor a share of them`, 'for example --max-rejected 0, or 2.5%');
}

/** What is wrong with what became of a file; null = nothing. An import that failed or was cancelled says so itself. */
export function importFault({ state, dryRun, ...counts }: Counted, limit: RejectedLimit | null): string | null {
  if (state !== 'SUCCEEDED') return null;
  const [read, loaded, unchanged, rejected] = [counts.rowsRead, counts.rowsLoaded, counts.rowsUnchanged, counts.rowsRejected].map(Number);
  if (read === undefined || loaded === undefined || unchanged === undefined || rejected === undefined) return null;
  if (read > 0 && loaded + unchanged === 0)
    return `${dryRun ? 'nothing of the file would be' : 'nothing of the file was'} loaded: every row ${dryRun ? 'would be' : 'was'} turned away`;
  if (limit === null) return null;
  const most = 'rows' in limit ? limit.rows : limit.share * read;
  if (rejected <= most) return null;
  const allowed = 'rows' in limit ? formatCount(limit.rows) : `${Number((limit.share * 100).toPrecision(12))} %`;
  return `${formatCount(rejected)} of ${formatCount(read)} rows ${dryRun ? 'would be' : 'were'} turned away, more than --max-rejected allows (${allowed})`;
}

/** The exit code, and the reason on standard error. */
export function judgeImport(found: FollowedImport, limit: RejectedLimit | null): number {
  const fault = importFault(found, limit);
  if (fault !== null) console.error(`earshot: ${fault}`);
  return found.state === 'SUCCEEDED' && fault === null ? 0 : 1;
}
