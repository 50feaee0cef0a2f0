/** What the numbers of a list of customers are, and which run says them: below the list, for people. */
import type { ListOriginQuery } from '../generated/graphql.ts';
import { formatNumber, formatTime } from './numbers.ts';

type Run = NonNullable<ListOriginQuery['run']>;

export function listOrigin({ run, workspace }: ListOriginQuery): string[] {
  if (!run) return []; // the list was of it, a moment ago
  return ['', ...numberWords(run, workspace.currency), originLine(run)];
}

function originLine({ id, analysis, result }: Run): string {
  if (!('isStale' in result)) return `By run ${id} of ${analysis.name}.`;
  const stale = result.isStale ? '; the data have changed since' : '';
  return `By run ${id} of ${analysis.name}, of data through ${formatTime(result.dataThrough)}${stale}.`;
}

function numberWords({ result, parameters }: Run, currency: string): string[] {
  if (result.__typename === 'ChurnResultReady') return result.risk ? [`risk: of leaving within ${result.risk.horizonDays} days.`] : [];
  if ('horizonMonths' in parameters)
    return [
      `value: in ${currency}, of the ${formatNumber(parameters.horizonMonths, 0)} months to come, discounted at ${formatNumber(parameters.discountRate * 100, 1)} % a year.`,
    ];
  if (result.__typename !== 'ValueLoyaltyResultReady') return [];
  const { valueSource, churnHorizonDays, churnMethod } = result.model;
  const value =
    valueSource === 'CLV'
      ? 'value: what is to come, by the CLV run; the rest'
      : 'value: what they brought less the cost to serve, as the rest';
  const days = churnMethod === 'LANDMARK_LOGIT' ? (churnHorizonDays ?? 365) : 365;
  const risk = churnHorizonDays === null ? [] : [`risk: of leaving within ${days} days.`];
  return [`${value} is of the twelve months before, in ${currency}.`, ...risk];
}
