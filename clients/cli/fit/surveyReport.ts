/** How a survey metric is said: groups, differences and the parts of a change, the same in nps, csat, ces and csi. */
import {
  type DifferenceOfGroups,
  type FitOutcome,
  type Score,
  type ScoreChange,
  type ScoreKind,
  type ScoreOfGroup,
  scoreChange,
  scoresByGroup,
  surveyScore,
  type WaldRow,
  type Warning,
} from '../../../worker/stats/index.ts';
import { formatCount, formatInterval, formatLevel, formatNumber, formatPValue, formatShare } from '../print/numbers.ts';
import { type Column, table } from '../print/table.ts';
import { FileFault, type FitReport } from './fitModel.ts';
import { fitWarnings, refusalReport, warningLines } from './outcomeReport.ts';
import { seTypeNames } from './regressionOutput.ts';
import type { SurveyData } from './surveyData.ts';

/** What differs between the metrics. */
export interface Metric<S extends Score> {
  /** name of the model and of the score's key: nps, csat, ces, csi */
  readonly name: string;
  /** as a column title: NPS */
  readonly title: string;
  readonly kind: ScoreKind<S>;
  /** what the score is the mean of */
  readonly values: Float64Array;
  readonly format: (value: number | null) => string;
  /** keys of a group beside those that all metrics have */
  readonly details: (score: S) => Readonly<Record<string, number | null>>;
  readonly columns: readonly Column<S>[];
  /** keys of the result beside those that all metrics have */
  readonly extras?: Readonly<Record<string, unknown>>;
  /** how to read the numbers */
  readonly notes: readonly string[];
  readonly warnings?: readonly Warning[];
}

/** @throws FileFault when --segment has not two periods to compare */
export function surveyReport<S extends Score>(metric: Metric<S>, data: SurveyData): FitReport {
  const { name, kind, values, extras = {} } = metric;
  const { grouping, design, confidenceLevel, table: rows } = data;
  const outcome = scoresByGroup(kind, values, grouping, design, confidenceLevel);
  if (outcome.kind === 'notEstimable') {
    const total = surveyScore(kind, values, design, confidenceLevel);
    const { result: refusal, lines } = refusalReport(name, { n: total.n, nDropped: rows.nDropped }, outcome);
    const groups = [groupJson(metric, { group: 'all', score: total, raw: null })];
    const result = { ...refusal, warnings: fitWarnings(metric.warnings ?? []), confidenceLevel, ...extras, groups, differences: [] };
    return { result, lines };
  }
  const { differences } = outcome.fit;
  const rawScores = design.weights === undefined ? [] : rawScoresOf(metric, data);
  const groups = outcome.fit.groups.map((group, code): GroupRow<S> => ({ ...group, raw: rawScores[code] ?? null }));
  const change = changeOf(metric, data);
  const warnings = [...(metric.warnings ?? []), ...outcome.warnings, ...changeWarnings(change)];
  const result = {
    model: name,
    n: groups.reduce((sum, { score }) => sum + score.n, 0),
    nDropped: rows.nDropped,
    status: 'fitted' as const,
    warnings: fitWarnings(warnings),
    confidenceLevel,
    ...extras,
    groups: groups.map((group) => groupJson(metric, group)),
    differences: differences.map(({ confidenceLevel: _level, ...difference }) => difference),
    ...(change?.kind === 'fitted' ? { change: change.fit } : {}),
  };
  const lines = [
    ...groupLines(metric, groups, confidenceLevel),
    ...differenceLines(metric, differences, confidenceLevel),
    ...(change?.kind === 'fitted' ? changeLines(metric, change.fit) : []),
    '',
    ...metric.notes,
    ...errorLines(groups),
    ...warningLines(warnings),
  ];
  return { result, lines };
}

/** A group's score and, where it is weighted, the one of its answers as they came. */
interface GroupRow<S extends Score> extends ScoreOfGroup<S> {
  readonly raw: number | null;
}

function rawScoresOf<S extends Score>({ kind, values }: Metric<S>, { grouping, design, confidenceLevel }: SurveyData): (number | null)[] {
  const outcome = scoresByGroup(kind, values, grouping, { ...design, weights: undefined }, confidenceLevel);
  return outcome.kind === 'fitted' ? outcome.fit.groups.map(({ score }) => score.estimate) : [];
}

function changeOf<S extends Score>(metric: Metric<S>, data: SurveyData): FitOutcome<ScoreChange> | null {
  const { grouping, segments, design, confidenceLevel, table: rows } = data;
  if (segments === null) return null;
  if (grouping.labels.length !== 2)
    throw new FileFault(
      `${rows.file}: --segment compares two periods, --group has ${grouping.labels.length} (${grouping.labels.slice(0, 5).join(', ')})`,
      'keep the rows of two periods, or leave --segment out',
    );
  return scoreChange(metric.kind, metric.values, grouping, segments, design, confidenceLevel);
}

function changeWarnings(change: FitOutcome<ScoreChange> | null): readonly Warning[] {
  if (change?.kind !== 'notEstimable') return change?.warnings ?? [];
  return [{ code: change.reason, subject: 'change', detail: change.detail }];
}

function groupJson<S extends Score>(metric: Metric<S>, { group, score, raw }: GroupRow<S>): Readonly<Record<string, unknown>> {
  const { n, estimate, stdErr, ciLow, ciHigh, df, customers, effectiveN, kishEffectiveN, designEffect, seType, reason } = score;
  return {
    group,
    n,
    [metric.name]: estimate,
    stdErr,
    ciLow,
    ciHigh,
    ...metric.details(score),
    raw,
    customers,
    effectiveN,
    kishEffectiveN,
    designEffect,
    seType,
    df,
    reason,
  };
}

function groupLines<S extends Score>({ title, format, columns }: Metric<S>, groups: readonly GroupRow<S>[], level: number): string[] {
  const designed = groups.some(({ score }) => score.seType !== 'CLASSICAL');
  const weighted = groups.some(({ raw }) => raw !== null);
  return table<GroupRow<S>>(
    [
      { title: 'group', cell: ({ group }) => group },
      { title: 'n', align: 'right', cell: ({ score }) => formatCount(score.n) },
      { title: 'customers', align: 'right', cell: ({ score }) => formatCount(score.customers) },
      ...(designed ? [right<GroupRow<S>>('effective n', ({ score }) => formatNumber(score.effectiveN, 0))] : []),
      ...(weighted ? [right<GroupRow<S>>(`raw ${title}`, ({ raw }) => format(raw))] : []),
      { title, align: 'right', cell: ({ score }) => format(score.estimate) },
      { title: 'std. error', align: 'right', cell: ({ score }) => format(score.stdErr) },
      {
        title: `${formatLevel(level)} interval`,
        align: 'right',
        cell: ({ score }) => formatInterval(score.ciLow, score.ciHigh, format),
      },
      ...columns.map(({ cell, ...column }) => ({ ...column, cell: ({ score }: ScoreOfGroup<S>) => cell(score) })),
    ],
    groups,
  );
}

function differenceLines<S extends Score>({ format }: Metric<S>, differences: readonly DifferenceOfGroups[], level: number): string[] {
  if (differences.length === 0) return [];
  const rows = table<DifferenceOfGroups>(
    [
      { title: 'difference', cell: ({ group, against }) => `${group} less ${against}` },
      { title: '', align: 'right', cell: ({ estimate }) => format(estimate) },
      { title: 'std. error', align: 'right', cell: ({ stdErr }) => format(stdErr) },
      { title: `${formatLevel(level)} interval`, align: 'right', cell: ({ ciLow, ciHigh }) => formatInterval(ciLow, ciHigh, format) },
      { title: 'p', align: 'right', cell: ({ pValue }) => formatPValue(pValue) },
      { title: 'p (Holm)', align: 'right', cell: ({ pAdjusted }) => formatPValue(pAdjusted) },
      { title: 'shared customers', align: 'right', cell: ({ sharedCustomers }) => formatCount(sharedCustomers) },
    ],
    differences,
  );
  return ['', ...rows];
}

function changeLines<S extends Score>({ format, title }: Metric<S>, change: ScoreChange): string[] {
  const { before, after, total, mix, within, segments } = change;
  const part = (name: string, { estimate, ciLow, ciHigh, pValue }: WaldRow) => ({
    name,
    change: format(estimate),
    interval: formatInterval(ciLow, ciHigh, format),
    p: formatPValue(pValue),
  });
  const parts = [part('mix: who answered', mix), part('within: how the same segments answered', within), part('total', total)];
  return [
    '',
    `Change of ${title} from ${before} to ${after}`,
    ...table(
      [
        { title: 'part', cell: ({ name }) => name },
        { title: 'change', align: 'right', cell: ({ change: text }) => text },
        { title: `${formatLevel(change.confidenceLevel)} interval`, align: 'right', cell: ({ interval }) => interval },
        { title: 'p', align: 'right', cell: ({ p }) => p },
      ],
      parts,
    ),
    '',
    ...table(
      [
        { title: 'segment', cell: ({ segment }) => segment },
        { title: `share ${before}`, align: 'right', cell: ({ shareBefore }) => formatShare(shareBefore) },
        { title: `share ${after}`, align: 'right', cell: ({ shareAfter }) => formatShare(shareAfter) },
        { title: `${title} ${before}`, align: 'right', cell: ({ meanBefore }) => format(meanBefore) },
        { title: `${title} ${after}`, align: 'right', cell: ({ meanAfter }) => format(meanAfter) },
        { title: 'mix', align: 'right', cell: (row) => format(row.mix) },
        { title: 'within', align: 'right', cell: (row) => format(row.within) },
        { title: '', cell: ({ presence }) => ({ BOTH: '', NEW: 'new', VANISHED: 'vanished' })[presence] },
      ],
      segments,
    ),
  ];
}

function errorLines(groups: readonly ScoreOfGroup<Score>[]): string[] {
  const used = [...new Set(groups.map(({ score }) => score.seType))];
  const designed = groups.some(({ score }) => score.seType !== 'CLASSICAL');
  return [
    `The intervals rest on ${used.map((seType) => seTypeNames[seType]).join('; in some groups ')}.`,
    ...(designed ? ['Effective n: so many independent answers of equal weight would be as certain.'] : []),
  ];
}

const right = <Row>(title: string, cell: (row: Row) => string): Column<Row> => ({ title, align: 'right', cell });

/** Counts of answers in a table of groups. */
export const countColumn = <S extends Score>(title: string, count: (score: S) => number): Column<S> =>
  right(title, (score) => formatCount(count(score)));

export const inPoints = (value: number | null): string => formatNumber(value, 1);
