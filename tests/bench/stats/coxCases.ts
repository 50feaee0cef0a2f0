import { type CoxOptions, cox, type NamedColumn, randomStream, type SurvivalColumns } from '../../../worker/stats/index.ts';
import type { StatsCase } from './statsCase.ts';

const effects = [0.3, -0.2, 0.1, 0.05, -0.4];

interface Customers {
  readonly columns: SurvivalColumns;
  readonly covariates: readonly NamedColumn[];
}

/** Four normal scores and a flag that 3 in 10 have; about half are lost, in whole days up to 1,000. */
function customers(rows: number, isDays: boolean): Customers {
  const random = randomStream(1);
  const covariates = effects.map((_, j) => ({
    name: `x${j + 1}`,
    values: Float64Array.from({ length: rows }, () => (j === 4 ? Number(random.uniform() < 0.3) : random.normal())),
  }));
  const time = new Float64Array(rows);
  const event = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) {
    const predictor = effects.reduce((sum, effect, j) => sum + effect * covariates[j]!.values[i]!, 0);
    const lost = -600 * Math.log(1 - random.uniform()) * Math.exp(-predictor);
    const seen = 1000 * random.uniform();
    time[i] = isDays ? Math.ceil(Math.min(lost, seen)) : Math.min(lost, seen);
    event[i] = Number(lost <= seen);
  }
  return { columns: { time, event }, covariates };
}

/** Every customer as two rows, before and after the middle of its time, in which the first score has changed. */
function spells({ columns: { time, event }, covariates }: Customers): Customers & { readonly clusters: Int32Array } {
  const rows = time.length;
  const middle = time.map((end) => (end > 1 ? Math.floor(end / 2) : end / 2));
  const twice = (first: Float64Array, second: Float64Array): Float64Array => {
    const both = new Float64Array(2 * rows);
    both.set(first);
    both.set(second, rows);
    return both;
  };
  const events = new Uint8Array(2 * rows);
  events.set(event, rows);
  return {
    columns: { time: twice(middle, time), event: events, start: twice(new Float64Array(rows), middle) },
    covariates: covariates.map(({ name, values }, j) => {
      const first = Float64Array.from(values);
      return { name, values: twice(first, j === 0 ? first.map((value) => -value) : first) };
    }),
    clusters: Int32Array.from(events, (_, i) => i % rows),
  };
}

interface CoxWork extends Pick<StatsCase, 'name' | 'rows' | 'goalSeconds' | 'peer' | 'isLong'> {
  readonly options: CoxOptions;
  readonly isDays?: boolean;
}

function coxCase({ options, isDays = true, ...what }: CoxWork): StatsCase {
  return {
    ...what,
    prepare: () => {
      const { columns, covariates } = customers(what.rows, isDays);
      return () => fittedOnly(cox(columns, covariates, options));
    },
  };
}

function fittedOnly<Outcome extends { readonly kind: string }>(outcome: Outcome): Outcome {
  if (outcome.kind !== 'fitted') throw new Error(JSON.stringify(outcome));
  return outcome;
}

/** Coefficients, errors, tests, concordance with its error, baseline; the test of proportional hazards is measured apart. */
const fitOnly: CoxOptions = { timeTransform: null };

const fits: readonly CoxWork[] = [
  { name: 'cox efron 100k x 5', rows: 100_000, goalSeconds: null, peer: null, isLong: false, options: fitOnly },
  { name: 'cox efron 300k x 5', rows: 300_000, goalSeconds: null, peer: null, isLong: false, options: fitOnly },
  { name: 'cox efron 1M x 5', rows: 1_000_000, goalSeconds: 2.5, peer: 'R coxph 8.4 s', isLong: false, options: fitOnly },
  {
    name: 'cox efron 1M x 5, with the test of proportional hazards',
    rows: 1_000_000,
    goalSeconds: null,
    peer: null,
    isLong: true,
    options: {},
  },
  {
    name: 'cox efron 1M x 5, no two times tied',
    rows: 1_000_000,
    goalSeconds: null,
    peer: null,
    isLong: true,
    options: fitOnly,
    isDays: false,
  },
];

export const coxCases: readonly StatsCase[] = [
  ...fits.map(coxCase),
  {
    name: 'cox efron 1M (start, stop] rows x 5, errors by customer',
    rows: 1_000_000,
    goalSeconds: null,
    peer: null,
    isLong: true,
    prepare: () => {
      const { columns, covariates, clusters } = spells(customers(500_000, true));
      return () => fittedOnly(cox(columns, covariates, { clusters, timeTransform: null }));
    },
  },
];
