/** From what was asked to the statements that answer it: everything that can be wrong with a question is said here. */
import { badUserInput } from '../errors.ts';
import { millisecondsPerDay } from '../isoDay.ts';
import { hasDimension } from './dimensions.sql.ts';
import type { ScoredQuestion, WorkspaceFacts } from './metricContext.sql.ts';
import { dimensionCatalogue, isTime } from './metricDimensions.ts';
import { type MeasureName, measureCatalogue, partsOf } from './metricMeasures.ts';
import type { MetricsInput } from './metricsInput.ts';
import type { CellsRequest, MetricFilter, MetricGrouping, MetricSource, ReferencePeriod } from './metricsRequest.ts';
import type { SegmentConditions } from './segments.sql.ts';
import { metricSourcesSql } from './sources/metricSourcesSql.ts';
import type { CellsContext, ScoredSurveys, Scoring, SourceSql } from './sources/sourceSql.ts';
import { bucketBefore, periodBefore, unitOf } from './timeBuckets.ts';

const mostGroupings = 4;
/** Each is a join. */
const mostFilters = 20;

/** @throws BAD_USER_INPUT that names what does not go together */
export function checkInput(input: MetricsInput): void {
  const { measures, by, where, from, until, top, orderBy, having } = input;
  if (measures.length === 0) throw badUserInput('input.measures', 'at least one is needed');
  if (new Set(measures).size < measures.length) throw badUserInput('input.measures', 'each measure can be asked for once');
  if (by.length > mostGroupings) throw badUserInput('input.by', `${by.length} groupings, at most ${mostGroupings} are possible`);
  if (by.filter(({ dimension }) => isTime(dimension)).length > 1) throw badUserInput('input.by', 'at most one unit of time is possible');
  if (new Set(by.map(nameOf)).size < by.length) throw badUserInput('input.by', 'each grouping can be asked for once');
  if (from && until && from >= until) throw badUserInput('input.until', 'this is not after `from`');
  for (const [argument, groupings] of Object.entries({ by, where }))
    for (const grouping of groupings) checkKeys(`input.${argument}`, grouping);
  if (where.length > mostFilters) throw badUserInput('input.where', `${where.length} filters, at most ${mostFilters} are possible`);
  for (const filter of where) checkGroups(filter);
  for (const name of measures) for (const grouping of [...by, ...where]) requireGroupable(name, grouping);
  for (const name of measures) requirePeriod(name, input);
  for (const { measure } of [...orderBy, ...having, ...(top ? [top] : [])])
    if (measure !== null && !measures.includes(measure)) throw badUserInput('input', `${measure} is not among the measures asked for`);
  for (const { dimension, measure } of orderBy) {
    if ((dimension === null) === (measure === null)) throw badUserInput('input.orderBy', 'either a measure or a dimension is needed');
    if (dimension !== null && !by.some((grouping) => grouping.dimension === dimension))
      throw badUserInput('input.orderBy', `${dimension} is not among the groupings`);
  }
  if (top && (top.count < 1 || top.count > 1000)) throw badUserInput('input.top.count', '1 to 1000 are possible');
}

export const nameOf = ({ dimension, traitKey, segmentKey }: MetricGrouping) =>
  [dimension, traitKey ?? segmentKey].filter(Boolean).join(' ');

function checkKeys(argument: string, { dimension, traitKey, segmentKey }: MetricGrouping): void {
  if (dimension === 'TRAIT' && !traitKey) throw badUserInput(argument, 'TRAIT needs its traitKey');
  if (dimension !== 'TRAIT' && traitKey !== null) throw badUserInput(argument, `traitKey is for TRAIT, not for ${dimension}`);
  if (dimension === 'SEGMENT' && !segmentKey) throw badUserInput(argument, 'SEGMENT needs its segmentKey');
  if (dimension !== 'SEGMENT' && segmentKey !== null) throw badUserInput(argument, `segmentKey is for SEGMENT, not for ${dimension}`);
}

/** What can be in no group would be an answer of nobody: 0, as if nothing had happened. */
function checkGroups({ dimension, values }: MetricFilter): void {
  if (isTime(dimension)) throw badUserInput('input.where', 'time is narrowed by `from` and `until`');
  if (values.length === 0)
    throw badUserInput('input.where', `no group of ${dimension} is named: name them in \`in\`, set orUnknown, or leave the filter out`);
  const { groups } = dimensionCatalogue[dimension];
  const other = values.find((value) => value !== null && groups?.includes(value) === false);
  if (other != null && groups)
    throw badUserInput('input.where', `${dimension} has no group ${JSON.stringify(other)}: ${groups.join(', ')} are possible`);
}

/** Whether a measure can be grouped so. */
export function isGroupable(name: MeasureName, { dimension }: Pick<MetricGrouping, 'dimension'>): boolean {
  const measure = measureCatalogue[name];
  if (measure.groupings && !measure.groupings.includes(dimension)) return false;
  return partsOf(measure).every(({ source }) => hasDimension(metricSourcesSql[source], dimension));
}

function requireGroupable(name: MeasureName, grouping: MetricGrouping): void {
  if (isGroupable(name, grouping)) return;
  throw badUserInput(
    'input',
    `${name} cannot be grouped or narrowed by ${grouping.dimension}: metricCatalogue lists what each measure can be grouped by`,
  );
}

/** Without one nobody was there at its beginning, and there would be no group at all. */
function requirePeriod(name: MeasureName, { by, from, until }: MetricsInput): void {
  const isOfPeriods = partsOf(measureCatalogue[name]).some(({ source }) => metricSourcesSql[source].isOfPeriods);
  if (!isOfPeriods || unitOf({ by }) !== null || (from !== null && until !== null)) return;
  throw badUserInput('input', `${name} is of a whole period: group by a unit of time, or say both \`from\` and \`until\``);
}

/** The column whose groups `top` keeps: the one it names, else the first that is not of time. */
export function topColumn({ by, top }: MetricsInput): number {
  const column = by.findIndex(({ dimension }) => (top?.dimension ? dimension === top.dimension : !isTime(dimension)));
  if (column < 0 || (by[column] && isTime(by[column].dimension)))
    throw badUserInput('input.top', 'a grouping that is not of time is needed, of which to keep the largest');
  return column;
}

/** One request for each source that the measures need, with the parts of it. */
export function cellsRequests(input: MetricsInput, facts: Pick<WorkspaceFacts, 'timeZone' | 'now'>): CellsRequest[] {
  const parts = new Map<MetricSource, Set<string>>();
  for (const name of input.measures)
    for (const { source, part } of partsOf(measureCatalogue[name])) parts.set(source, (parts.get(source) ?? new Set()).add(part));
  const { by, where, from, until, weighted } = input;
  return [...parts].map(([source, names]) => {
    const hasTime = metricSourcesSql[source].at !== null;
    return {
      source,
      parts: [...names],
      by,
      where,
      from: hasTime ? from : null,
      until: hasTime ? until : null,
      weighted,
      reference: hasTime ? referenceOf(input, metricSourcesSql[source], facts) : null,
      kept: null,
      isFlagged: false,
      ofCustomers: false,
    };
  });
}

/** As much of the earlier period as is known of the later one; what is of a whole period has no value in one that has not ended. */
function referenceOf(
  { by, compare, from, until }: MetricsInput,
  { isOfPeriods, openDays = 0 }: SourceSql,
  { timeZone, now }: Pick<WorkspaceFacts, 'timeZone' | 'now'>,
): ReferencePeriod | null {
  if (compare === null) return null;
  const unit = unitOf({ by });
  if (unit !== null) return bucketBefore(compare, unit);
  if (from === null || until === null)
    throw badUserInput('input.compare', 'without a unit of time among the groupings, `from` and `until` are needed');
  return periodBefore(compare, { from, until, timeZone }, isOfPeriods ? null : new Date(+now - openDays * millisecondsPerDay));
}

const kindsOfPart: Readonly<Record<string, readonly string[]>> = {
  nps: ['NPS'],
  csat: ['CSAT', 'RATING'],
  ces: ['CES'],
  cesAgreeing: ['CES'],
};

/**
 * @throws BAD_USER_INPUT where a filter names a survey that is not there, answers of different kinds of survey would be pooled without being asked to, or
 * a mean taken over several scales
 */
export function cellsContext(
  input: MetricsInput,
  facts: WorkspaceFacts,
  workspaceId: number,
  segments: SegmentConditions = new Map(),
): CellsContext {
  requireSurveys(input, facts);
  const { scoring, kinds, scales } = scoringOf(input, facts);
  const bySurvey = input.by.findIndex(({ dimension }) => dimension === 'SURVEY');
  const isApart = bySurvey >= 0 && !(input.top && topColumn(input) === bySurvey); // "other" would be several
  if (kinds.length > 1 && !isApart && !input.poolSurveyKinds)
    throw badUserInput(
      'input',
      `answers to surveys of kinds ${kinds.join(' and ')} would be pooled: group or narrow by SURVEY, or set poolSurveyKinds`,
    );
  if (scales.length > 1 && !isApart)
    throw badUserInput(
      'input',
      `CES is a mean on the scale of its answers, and these are on scales from ${scales.join(' and from ')}: group or narrow by SURVEY, or ask for CES_AGREEING, a share`,
    );
  return {
    workspaceId,
    timeZone: facts.timeZone,
    until: input.until,
    ...scoring,
    frame: scoringOf({ ...input, where: [] }, facts).scoring,
    segments,
    loyaltyQuestionId: facts.loyaltyQuestionId,
    clvRunId: facts.clvRun === null ? null : BigInt(facts.clvRun.runId),
    targetHours: input.targetHours,
  };
}

/** Invitations may be for a survey that is not declared. */
function requireSurveys({ measures, where }: MetricsInput, { surveys }: WorkspaceFacts): void {
  if (!measures.every((name) => partsOf(measureCatalogue[name]).every(({ source }) => source === 'ANSWER'))) return;
  const named = where.flatMap(({ dimension, values }) => (dimension === 'SURVEY' ? values : []));
  const missing = named.find((survey) => survey !== null && !surveys.includes(survey));
  if (missing != null) throw badUserInput('input.where', `there is no survey ${JSON.stringify(missing)}`);
}

/** What is scored of the surveys that the filters leave, of which kinds these are, and on which scales a mean of answers as they are would be. */
function scoringOf(input: MetricsInput, facts: WorkspaceFacts): { scoring: Scoring; kinds: string[]; scales: string[] } {
  const scores = Object.fromEntries(Object.entries(kindsOfPart).map(([part, kinds]) => [part, questionsOf(input, facts, kinds)]));
  const asked = input.measures.flatMap((name) => partsOf(measureCatalogue[name]).filter(({ source }) => source === 'ANSWER'));
  const scored = asked.flatMap(({ part }) =>
    part === 'csi' ? narrowed(input, facts).filter(({ weight }) => (weight ?? 0) > 0) : (scores[part] ?? []),
  );
  const kinds = [...new Set(scored.map(({ surveyKind }) => surveyKind))].sort();
  const meant = asked.some(({ part }) => part === 'ces') ? (scores.ces ?? []) : [];
  const scales = [...new Set(meant.map(({ scaleMin, scaleMax }) => `${scaleMin} to ${scaleMax}`))].sort();
  const scoring = {
    questions: Object.fromEntries(Object.entries(scores).map(([part, questions]) => [part, questions.map(({ id }) => BigInt(id))])),
    scored: Object.fromEntries(Object.entries(scores).map(([part, questions]) => [part, scoredSurveys(part, questions, input, facts)])),
    hasRelational: kinds.includes('RELATIONAL'),
  };
  return { scoring, kinds, scales };
}

function scoredSurveys(part: string, chosen: readonly ScoredQuestion[], input: MetricsInput, facts: WorkspaceFacts): ScoredSurveys {
  const kinds = kindsOfPart[part] ?? [];
  const idsOf = (questions: readonly ScoredQuestion[]) => questions.map(({ id }) => id).join();
  const usual = questionsOf({ ...input, question: null }, facts, kinds);
  const all = questionsOf({ ...input, question: null, where: [] }, facts, kinds);
  return {
    areDefault: idsOf(chosen) === idsOf(usual),
    surveys: idsOf(chosen) === idsOf(all) ? 'ALL' : chosen.map(({ survey }) => survey),
  };
}

/** Of the surveys that the filters leave. */
function narrowed({ where }: MetricsInput, { questions }: WorkspaceFacts): readonly ScoredQuestion[] {
  return questions.filter(({ survey }) => where.every(({ dimension, values }) => dimension !== 'SURVEY' || values.includes(survey)));
}

/** The first question of each survey of the first of the kinds that it has; the one that is named, where one is. */
function questionsOf(input: MetricsInput, facts: WorkspaceFacts, kinds: readonly string[]): ScoredQuestion[] {
  const bySurvey = Map.groupBy(narrowed(input, facts), ({ survey }) => survey);
  return [...bySurvey.values()].flatMap((questions) => {
    const scored = questions.filter(
      ({ key, scaleMin, scaleMax }) => scaleMin !== null && scaleMax !== null && (input.question === null || key === input.question),
    );
    const found = kinds.map((kind) => scored.find((question) => question.kind === kind)).find((question) => question !== undefined);
    return found ? [found] : [];
  });
}
