import {
  type CoxFit,
  type CoxOptions,
  type CoxTies,
  cox,
  type FitOutcome,
  type Grouping,
  type SurvivalColumns,
  type TimeTransform,
} from '../../worker/stats/index.ts';
import { digits, type Named, type ReferenceCase, readCase } from './readCase.ts';

interface ConcordanceCounts {
  readonly concordant: number;
  readonly discordant: number;
  readonly tiedRisk: number;
  readonly tiedTime: number;
  readonly tiedRiskAndTime: number;
  readonly concordance: number;
}

export interface BaselinePoint {
  readonly time: number;
  readonly hazard: number;
}

/** One fit in expected.json; what a case does not state is absent. */
export interface ExpectedCox {
  readonly n: number;
  readonly events: number;
  readonly terms: string | readonly string[];
  readonly coef: Named;
  readonly se: Named;
  readonly vcov: readonly (readonly number[])[];
  readonly robustSe?: Named;
  readonly robustVcov?: readonly (readonly number[])[];
  readonly clusters?: number;
  readonly z: Named;
  readonly p: Named;
  readonly hazardRatio: Named;
  readonly hazardRatioCI95: Readonly<Record<string, readonly [number, number]>>;
  readonly logLikNull: number;
  readonly logLik: number;
  readonly lrTest: number;
  readonly waldTest: number;
  readonly waldTestRobust?: number;
  readonly scoreTest: number;
  readonly df: number;
  readonly concordance: number | ConcordanceCounts;
  readonly concordanceSe?: number;
  readonly baselineCumHazardAtZeroCovariates?: readonly BaselinePoint[] | Readonly<Record<string, readonly BaselinePoint[]>>;
}

export interface CoxCase {
  readonly coxEfron: ExpectedCox;
  readonly coxBreslow: ExpectedCox;
}

export interface Model {
  readonly id: string;
  readonly time: string;
  readonly event: string;
  readonly start?: string;
  readonly strata?: string;
  readonly cluster?: string;
}

export const models: readonly Model[] = [
  { id: 'survival-aml', time: 'time', event: 'status' },
  { id: 'survival-ovarian', time: 'futime', event: 'fustat' },
  { id: 'survival-lung', time: 'time', event: 'event' },
  { id: 'survival-strata', time: 'time', event: 'event', strata: 'sex' },
  { id: 'survival-countingprocess', time: 'stop', event: 'event', start: 'start', cluster: 'id' },
];

type Columns = Pick<ReferenceCase<unknown>, 'column' | 'cells'>;

export function survivalColumns({ column }: Columns, { time, event, start }: Omit<Model, 'id'>): SurvivalColumns {
  return {
    time: Float64Array.from(column(time).values),
    event: Uint8Array.from(column(event).values),
    start: start === undefined ? undefined : Float64Array.from(column(start).values),
  };
}

export function grouping(cells: readonly string[]): Grouping {
  const labels = [...new Set(cells)].sort();
  return { codes: Int32Array.from(cells, (cell) => labels.indexOf(cell)), labels };
}

export function fitted(outcome: FitOutcome<CoxFit>): CoxFit {
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  return outcome.fit;
}

export function fitOf(model: Model, ties: CoxTies, options: CoxOptions = {}): { fit: CoxFit; expected: ExpectedCox } {
  const reference = readCase<CoxCase>(model.id);
  const expected = ties === 'efron' ? reference.expected.coxEfron : reference.expected.coxBreslow;
  const { strata, cluster } = model;
  const outcome = cox(survivalColumns(reference, model), [expected.terms].flat().map(reference.column), {
    ties,
    strata: strata === undefined ? undefined : grouping(reference.cells(strata)),
    clusters: cluster === undefined ? undefined : grouping(reference.cells(cluster)).codes,
    ...options,
  });
  return { fit: fitted(outcome), expected };
}

export const worst = (got: ArrayLike<number | null>, expected: ArrayLike<number>): number => {
  if (got.length !== expected.length) throw new Error(`${got.length} numbers, ${expected.length} are expected`);
  return Math.min(...Array.from(expected, (value, i) => digits(got[i] ?? null, value)));
};

export const transforms: readonly TimeTransform[] = ['km', 'identity', 'rank', 'log'];
