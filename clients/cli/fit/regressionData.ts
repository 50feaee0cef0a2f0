/** The options and the file of the regressions: ols, drivers, logit and ordinal read the same columns the same way. */

import { dummyColumns, type Grouping, type NamedColumn, type RowRoles, type SeType } from '../../../worker/stats/index.ts';
import { chosenOption } from '../chosenOption.ts';
import { UsageError } from '../cliError.ts';
import type { OptionTable } from '../command.ts';
import { columnsOption, levelOption, requiredOption } from './fitModel.ts';
import { type ColumnRequest, type FitTable, readFitTable } from './fitTable.ts';

export const regressionOptions = {
  y: { type: 'string', value: 'Y', help: 'the outcome' },
  x: { type: 'string', value: 'A,B,C', help: 'the drivers' },
  categorical: { type: 'string', value: 'C', help: 'those drivers that are names: one 0/1 column a level, the first level left out' },
  'no-intercept': { type: 'boolean', help: 'through the origin' },
  weights: { type: 'string', value: 'W', help: 'sampling weights: linearised errors' },
  counts: { type: 'string', value: 'N', help: 'how many equal rows each row stands for' },
  cluster: { type: 'string', value: 'C', help: 'whose rows belong together (customers): errors by cluster' },
  group: { type: 'string', value: 'G', help: 'the same model within each group, too' },
  level: { type: 'string', value: '0.95', help: 'confidence level of the intervals (default 0.95)' },
} as const satisfies OptionTable;

/** --missing of the models that can do without complete rows. */
export const incompleteOption = {
  type: 'string',
  value: 'listwise',
  help: 'listwise: complete rows. available: each pair of columns from who answered both. em: maximum likelihood for true blanks',
} as const;

export interface RegressionValues {
  readonly y?: string;
  readonly x?: string;
  readonly categorical?: string;
  readonly weights?: string;
  readonly counts?: string;
  readonly cluster?: string;
  readonly group?: string;
  readonly level?: string;
  readonly missing?: string;
  readonly delimiter?: string;
  readonly na?: string[];
}

export type MissingTreatment = 'listwise' | 'available' | 'em';

/** What is done about missing cells. @throws UsageError */
export function missingOption(text: string | undefined): MissingTreatment {
  return chosenOption('missing', text ?? 'listwise', ['listwise', 'available', 'em']);
}

export interface RegressionData {
  readonly table: FitTable;
  /** under `available` and `em` outcome and drivers have NaN where a cell is missing */
  readonly outcome: NamedColumn;
  /** dummies in place of a categorical driver, named DRIVER=LEVEL */
  readonly drivers: readonly NamedColumn[];
  readonly roles: RowRoles;
  readonly group: Grouping | null;
  readonly confidenceLevel: number;
  readonly missing: MissingTreatment;
}

/** @throws UsageError, FileFault */
export async function readRegression(file: string, values: RegressionValues): Promise<RegressionData> {
  const outcomeName = requiredOption('y', values.y);
  const driverNames = columnsOption('x', values.x);
  const categorical = values.categorical === undefined ? [] : columnsOption('categorical', values.categorical);
  const stranger = categorical.find((name) => !driverNames.includes(name));
  if (stranger !== undefined) throw new UsageError(`--categorical ${stranger} is not among the drivers`, `add it to --x`);
  if (driverNames.includes(outcomeName)) throw new UsageError(`--x names the outcome ${outcomeName}`, 'leave it out of --x');
  const missing = missingOption(values.missing);
  const confidenceLevel = levelOption(values.level);
  const keepMissing = missing !== 'listwise';
  const number = (name: string): ColumnRequest => ({ name, type: { as: 'number' }, keepMissing });
  const requests: ColumnRequest[] = [
    number(outcomeName),
    ...driverNames.map((name): ColumnRequest => (categorical.includes(name) ? { name, type: { as: 'label' } } : number(name))),
  ];
  if (values.weights !== undefined) requests.push({ name: values.weights, type: { as: 'number', min: 0 } });
  if (values.counts !== undefined) requests.push({ name: values.counts, type: { as: 'number', min: 0, whole: true } });
  for (const name of [values.cluster, values.group]) if (name !== undefined) requests.push({ name, type: { as: 'label' } });
  const table = await readFitTable(file, requests, values);
  return {
    table,
    outcome: { name: outcomeName, values: table.numbers(outcomeName) },
    drivers: driverNames.flatMap((name) =>
      categorical.includes(name) ? dummyColumns(name, table.grouping(name)) : [{ name, values: table.numbers(name) }],
    ),
    roles: {
      weights: values.weights === undefined ? undefined : table.numbers(values.weights),
      counts: values.counts === undefined ? undefined : table.numbers(values.counts),
      clusters: values.cluster === undefined ? undefined : table.grouping(values.cluster).codes,
    },
    group: values.group === undefined ? null : table.grouping(values.group),
    confidenceLevel,
    missing,
  };
}

/** Which errors --se asks for; undefined = what the rows ask for. By cluster with sampling weights they are linearised. @throws UsageError */
export function seTypeOption(values: { readonly se?: string; readonly cluster?: string; readonly weights?: string }): SeType | undefined {
  if (values.se === undefined) return undefined;
  const choice = chosenOption('se', values.se, ['classical', 'hc3', 'cluster']);
  if (choice === 'classical') return 'CLASSICAL';
  if (choice === 'hc3') return 'HC3';
  if (values.cluster === undefined) throw new UsageError('--se cluster needs --cluster', 'say --cluster COLUMN');
  return values.weights === undefined ? 'CR1' : 'LINEARIZED';
}

/** The rows of one group. */
export function ofGroup(data: RegressionData, group: Grouping, code: number): RegressionData {
  const rows = Array.from(group.codes.keys()).filter((row) => group.codes[row] === code);
  const floats = (values: ArrayLike<number>): Float64Array => Float64Array.from(rows, (row) => values[row] ?? Number.NaN);
  const pick = ({ name, values }: NamedColumn): NamedColumn => ({ name, values: floats(values) });
  const { weights, counts, clusters } = data.roles;
  return {
    ...data,
    outcome: pick(data.outcome),
    drivers: data.drivers.map(pick),
    roles: {
      weights: weights && floats(weights),
      counts: counts && floats(counts),
      clusters: clusters && Int32Array.from(rows, (row) => clusters[row] ?? 0),
    },
    group: null,
  };
}
