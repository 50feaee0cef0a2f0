/** What is asked of `scoreChange`, and the two questions that it is the difference of. */
import { badUserInput } from '../../errors.ts';
import { isTime } from '../metricDimensions.ts';
import { type MeasureName, measureCatalogue, metricMeasures } from '../metricMeasures.ts';
import type { Comparison, MetricsInput } from '../metricsInput.ts';
import { checkInput } from '../metricsPlan.ts';
import type { MetricFilter, MetricGrouping } from '../metricsRequest.ts';
import { periodBefore } from '../timeBuckets.ts';

export interface ScoreChangeInput {
  readonly measure: MeasureName;
  readonly by: MetricGrouping;
  readonly where: readonly MetricFilter[];
  readonly from: Date | null;
  readonly until: Date | null;
  readonly compare: Comparison | null;
  readonly referenceFrom: Date | null;
  readonly referenceUntil: Date | null;
  /** Two groups of the same period instead of two periods: this one less `against`. */
  readonly of: MetricFilter | null;
  readonly against: MetricFilter | null;
  readonly groups: number;
  readonly weighted: boolean;
  readonly question: string | null;
  readonly poolSurveyKinds: boolean;
  readonly targetHours: number;
}

/** Means over facts: what shares and means of groups add up to. */
export const changingMeasures = metricMeasures.filter((name) => {
  const { estimate } = measureCatalogue[name];
  return estimate.kind === 'SCORE' && name !== 'REVENUE_PER_CUSTOMER'; // a customer may be in several groups, and counts once in all
});

export const mostGroups = 50;

/** @throws BAD_USER_INPUT that names what does not go together */
export function checkScoreChange(input: ScoreChangeInput): void {
  const { measure, by, from, until, compare, referenceFrom, referenceUntil, of, against, groups } = input;
  if (!changingMeasures.includes(measure))
    throw badUserInput('input.measure', `${measure} is no mean over facts: ${changingMeasures.join(', ')} are`);
  if (isTime(by.dimension)) throw badUserInput('input.by', 'a grouping that is not of time is needed');
  if (groups < 1 || groups > mostGroups) throw badUserInput('input.groups', `1 to ${mostGroups} are possible`);
  if ((of === null) !== (against === null)) throw badUserInput('input.against', 'groups are compared by `of` and `against` together');
  if ((referenceFrom === null) !== (referenceUntil === null))
    throw badUserInput('input.referenceUntil', '`referenceFrom` and `referenceUntil` are needed together');
  if (referenceFrom && referenceUntil && referenceFrom >= referenceUntil)
    throw badUserInput('input.referenceUntil', 'this is not after `referenceFrom`');
  if (of !== null) {
    if (compare !== null || referenceFrom !== null) throw badUserInput('input.of', 'either two groups or two periods can be compared');
  } else if (measureCatalogue[measure].estimate.of.source === 'SCORE') {
    throw badUserInput('input.measure', `${measure} is that of a run, whatever the time: compare two groups by \`of\` and \`against\``);
  } else if (from === null || until === null)
    throw badUserInput('input.from', '`from` and `until` are needed, or two groups: `of` and `against`');
  if (compare !== null && referenceFrom !== null)
    throw badUserInput('input.compare', 'either this or `referenceFrom` and `referenceUntil` are possible');
}

export interface AskedSides {
  readonly before: MetricsInput;
  readonly after: MetricsInput;
}

/** The measure of each of the two that are compared, all as one: their difference is what is taken apart. */
export function sidesOf(input: ScoreChangeInput, timeZone: string): AskedSides {
  const {
    measure,
    where,
    from,
    until,
    compare,
    referenceFrom,
    referenceUntil,
    of,
    against,
    weighted,
    question,
    poolSurveyKinds,
    targetHours,
  } = input;
  const side = (bounds: { readonly from: Date | null; readonly until: Date | null }, filter: MetricFilter | null): MetricsInput => ({
    measures: [measure],
    by: [],
    where: filter === null ? where : [...where, filter],
    ...bounds,
    ...{ weighted, question, poolSurveyKinds, targetHours },
    ...{ compare: null, having: [], orderBy: [], top: null, first: 1, after: null },
  });
  const asked = { from, until };
  const sides =
    of !== null
      ? { before: side(asked, against), after: side(asked, of) }
      : { before: side(referencePeriod(asked, compare, referenceFrom, referenceUntil, timeZone), null), after: side(asked, null) };
  for (const one of [sides.before, sides.after]) {
    checkInput(one);
    checkInput({ ...one, by: [input.by] });
  }
  return sides;
}

function referencePeriod(
  { from, until }: { readonly from: Date | null; readonly until: Date | null },
  compare: Comparison | null,
  referenceFrom: Date | null,
  referenceUntil: Date | null,
  timeZone: string,
): { from: Date; until: Date } {
  if (referenceFrom && referenceUntil) return { from: referenceFrom, until: referenceUntil };
  if (!from || !until) throw badUserInput('input.from', '`from` and `until` are needed');
  const period = periodBefore(compare ?? 'PREVIOUS_PERIOD', { from, until, timeZone });
  return { from: period.from, until: period.until };
}
