/** What was taken back of an import. */
import type { FollowedImport } from '../server/followImport.ts';
import { formatCount } from './numbers.ts';

interface Report {
  readonly rowsDeleted?: number;
  readonly rowsRestored?: number;
  readonly rowsOfErased?: number;
  readonly customersDeleted?: number;
  readonly customersRestored?: number;
  readonly customersKept?: number;
  readonly surveyDeleted?: boolean;
  readonly questionsKept?: number;
  readonly laterImports?: number;
}

export function undoReport({ report, source, kind, dryRun }: FollowedImport): string[] {
  const {
    rowsDeleted = 0,
    rowsRestored = 0,
    rowsOfErased = 0,
    customersDeleted = 0,
    customersRestored = 0,
    customersKept = 0,
    surveyDeleted = false,
    questionsKept = 0,
    laterImports = 0,
  } = report as Report;
  const would = dryRun ? 'would be' : 'are';
  const lines: string[] = [];
  if (kind !== 'CUSTOMERS')
    lines.push(`${formatCount(rowsDeleted)} rows ${would} deleted, ${formatCount(rowsRestored)} ${would} as before`);
  if (customersDeleted > 0) lines.push(`${formatCount(customersDeleted)} customers ${would} deleted, whom nothing else names`);
  if (customersRestored > 0) lines.push(`${formatCount(customersRestored)} customers ${would} known as before`);
  if (customersKept > 0) lines.push(`${formatCount(customersKept)} customers stay that it made, for other files name them`);
  if (rowsOfErased > 0) lines.push(`${formatCount(rowsOfErased)} rows stay: they are of customers who were erased since`);
  if (surveyDeleted)
    lines.push(`the survey that it made ${dryRun ? 'would be' : 'is'} gone: a file with another codebook can make it anew`);
  if (questionsKept > 0) lines.push(`${formatCount(questionsKept)} questions that it made stay: other answers or an analysis go by them`);
  if (laterImports > 0 && (customersDeleted > 0 || customersKept > 0 || customersRestored > 0))
    lines.push(
      `${formatCount(laterImports)} files came after it: what they said of its customers as well is known again once they are sent again`,
    );
  return [`${source} ${dryRun ? 'would be' : 'is'} undone`, ...lines.map((line) => `  ${line}`)];
}
