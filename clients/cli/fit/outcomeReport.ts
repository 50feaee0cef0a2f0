/** How an outcome of the engine is said: its warnings and its refusals, the same in every model. */
import type { NotEstimable, Warning } from '../../../worker/stats/index.ts';
import { wrap } from '../print/table.ts';
import type { FitRefusal, FitReport, FitWarning } from './fitModel.ts';

const lineWidth = 110;

/** The warnings as the JSON keeps them: the detail, after the driver or group that it is about where there is one. */
export function fitWarnings(warnings: readonly Warning[]): FitWarning[] {
  return warnings.map(({ code, subject, detail }) => ({ code, message: subject === null ? detail : `${subject}: ${detail}` }));
}

/** The warnings as people read them: an empty line, then one paragraph each; nothing where there is nothing to warn of. */
export function warningLines(warnings: readonly Warning[]): string[] {
  const paragraphs = fitWarnings(warnings).flatMap(({ code, message }) => wrap(`${code}: ${message}`, lineWidth));
  return paragraphs.length === 0 ? [] : ['', ...paragraphs];
}

/** Above this share of rows left out, those left may not stand for all (definitions.md, section 3). */
const tolerableDroppedShare = 0.2;

/** ROWS_DROPPED where listwise deletion cost more than a fifth of the file's rows. */
export function droppedWarnings({ n, nDropped }: { readonly n: number; readonly nDropped: number }): Warning[] {
  const share = nDropped / (n + nDropped);
  if (!(share > tolerableDroppedShare)) return [];
  const detail = `${nDropped} of ${n + nDropped} rows (${Math.round(100 * share)} %) left out because a cell is missing`;
  return [{ code: 'ROWS_DROPPED', subject: null, detail }];
}

/** The report of a model that these data cannot answer. Printed like a result; its exit code is 2. */
export function refusalReport(
  model: string,
  { n, nDropped }: { readonly n: number; readonly nDropped: number },
  { reason, detail, subjects }: NotEstimable,
): FitReport {
  const result: FitRefusal = { model, n, nDropped, status: 'notEstimable', warnings: [], reason, detail, subjects };
  return { result, lines: [`${model} cannot be estimated from these data (${reason}):`, ...wrap(detail, lineWidth)] };
}
