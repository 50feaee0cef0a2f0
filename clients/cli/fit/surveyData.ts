/** The options and the file of the survey metrics: nps, csat, ces and csi read groups, weights, customers and scales the same way. */
import type { Grouping, SurveyDesign } from '../../../worker/stats/index.ts';
import { UsageError } from '../cliError.ts';
import type { OptionTable } from '../command.ts';
import { levelOption } from './fitModel.ts';
import { type ColumnRequest, type FitTable, readFitTable } from './fitTable.ts';

export const surveyOptions = {
  group: { type: 'string', value: 'G', help: 'a score in each group or period, and its difference from the first' },
  segment: { type: 'string', value: 'S', help: 'with two periods in --group: the change taken apart by these segments' },
  weights: { type: 'string', value: 'W', help: 'sampling weights: linearised errors' },
  counts: { type: 'string', value: 'N', help: 'how many equal answers each row stands for' },
  cluster: { type: 'string', value: 'C', help: 'whose answers belong together (customers): errors by customer' },
  strata: { type: 'string', value: 'S', help: 'strata from which the answers (or customers) were drawn' },
  level: { type: 'string', value: '0.95', help: 'confidence level of the intervals (default 0.95)' },
} as const satisfies OptionTable;

export const scoreOption = { type: 'string', value: 'S', help: 'the answers' } as const;

export interface SurveyValues {
  readonly group?: string;
  readonly segment?: string;
  readonly weights?: string;
  readonly counts?: string;
  readonly cluster?: string;
  readonly strata?: string;
  readonly level?: string;
  readonly delimiter?: string;
  readonly na?: string[];
}

export interface SurveyData {
  readonly table: FitTable;
  /** one group named "all" without --group */
  readonly grouping: Grouping;
  readonly segments: Grouping | null;
  readonly design: SurveyDesign;
  readonly confidenceLevel: number;
}

/** @throws UsageError, FileFault */
export async function readSurvey(file: string, answers: readonly ColumnRequest[], values: SurveyValues): Promise<SurveyData> {
  const { group, segment, weights, counts, cluster, strata } = values;
  if (segment !== undefined && group === undefined) throw new UsageError('--segment is given without --group', 'say --group PERIOD');
  const confidenceLevel = levelOption(values.level);
  const requests: ColumnRequest[] = [...answers];
  if (weights !== undefined) requests.push({ name: weights, type: { as: 'number', min: 0, max: 1e150 } });
  if (counts !== undefined) requests.push({ name: counts, type: { as: 'number', min: 0, whole: true } });
  for (const name of [group, segment, cluster, strata]) if (name !== undefined) requests.push({ name, type: { as: 'label' } });
  const table = await readFitTable(file, requests, values);
  const grouping = (name: string | undefined): Grouping | null => (name === undefined ? null : table.grouping(name));
  const design: SurveyDesign = {
    weights: weights === undefined ? undefined : table.numbers(weights),
    counts: counts === undefined ? undefined : table.numbers(counts),
    clusters: grouping(cluster)?.codes,
    strata: grouping(strata)?.codes,
  };
  if (cluster !== undefined && strata !== undefined) requireNested(table, cluster, strata);
  return {
    table,
    grouping: grouping(group) ?? { codes: new Int32Array(table.n), labels: ['all'] },
    segments: grouping(segment),
    design,
    confidenceLevel,
  };
}

function requireNested(table: FitTable, cluster: string, strata: string): void {
  const clusters = table.grouping(cluster);
  const { codes, labels } = table.grouping(strata);
  const known = new Map<number, number>();
  const stratumOf = (row: number): number => codes[row] ?? 0;
  table.requireRows(
    strata,
    (row) => {
      const code = clusters.codes[row] ?? 0;
      const first = known.get(code) ?? stratumOf(row);
      known.set(code, first);
      if (first === stratumOf(row)) return null;
      return `${clusters.labels[code]} is in stratum ${labels[stratumOf(row)]} here and in ${labels[first]} above`;
    },
    `each ${cluster} belongs to one stratum`,
  );
}
