import { type Grouping, type NamedColumn, randomStream, type SurvivalColumns } from '../../../worker/stats/index.ts';

/** Survival data with whole-number times (many ties), delayed entry and strata as asked. */
export interface GeneratedSurvival {
  readonly columns: SurvivalColumns;
  readonly covariates: readonly NamedColumn[];
  readonly strata: Grouping | undefined;
}

export interface SurvivalShape {
  readonly n: number;
  readonly seed: number;
  readonly hasEntry: boolean;
  readonly hasStrata: boolean;
  /** times are whole numbers up to about this; null = no two are tied */
  readonly lastTime: number | null;
}

export function generatedSurvival({ n, seed, hasEntry, hasStrata, lastTime }: SurvivalShape): GeneratedSurvival {
  const random = randomStream(seed);
  const x = Float64Array.from({ length: n }, () => random.normal());
  const used = Float64Array.from({ length: n }, (_, i) => (i < 2 ? i : random.integer(2))); // both values occur
  const time = Float64Array.from(x, (value, i) => {
    const duration = -Math.log(1 - random.uniform()) * Math.exp(-0.5 * value + 0.4 * used[i]!);
    return lastTime === null ? 1 + duration : 1 + Math.min(lastTime, Math.ceil((duration * lastTime) / 3));
  });
  const event = Uint8Array.from(time, () => Number(random.uniform() < 0.7));
  const start = hasEntry
    ? time.map((at) => Math.max(0, lastTime === null ? at - 1 - random.uniform() : at - 1 - random.integer(4)))
    : undefined;
  const codes = Int32Array.from(time, (_, i) => (i < 2 ? i : random.integer(2)));
  return {
    columns: { time, event, start },
    covariates: [
      { name: 'x', values: x },
      { name: 'used', values: used },
    ],
    strata: hasStrata ? { codes, labels: ['north', 'south'] } : undefined,
  };
}

export interface NaiveLikelihood {
  readonly logLikelihood: number;
  readonly score: readonly number[];
  readonly information: readonly (readonly number[])[];
}

/** The partial likelihood as the books write it: every event's risk set is summed anew, O(n²). */
export function naiveCox(
  { columns: { time, event, start }, covariates, strata }: GeneratedSurvival,
  coefficients: readonly number[],
  ties: 'efron' | 'breslow',
): NaiveLikelihood {
  const p = covariates.length;
  const rows = Array.from(time.keys());
  const x = rows.map((i) => covariates.map(({ values }) => values[i]!));
  const predictor = x.map((row) => row.reduce((sum, value, j) => sum + value * coefficients[j]!, 0));
  const stratumOf = (i: number): number => strata?.codes[i] ?? 0;
  let logLikelihood = 0;
  const score = new Array<number>(p).fill(0);
  const information = score.map(() => new Array<number>(p).fill(0));
  const isDone = new Set<string>();
  for (const first of rows.filter((i) => event[i] === 1)) {
    const at = time[first]!;
    if (isDone.has(`${stratumOf(first)} ${at}`)) continue;
    isDone.add(`${stratumOf(first)} ${at}`);
    const atRisk = rows.filter((i) => stratumOf(i) === stratumOf(first) && time[i]! >= at && (start === undefined || start[i]! < at));
    const events = atRisk.filter((i) => event[i] === 1 && time[i] === at);
    events.forEach((i, m) => {
      const share = ties === 'efron' ? m / events.length : 0;
      const weights = atRisk.map((k) => Math.exp(predictor[k]!) * (events.includes(k) ? 1 - share : 1));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const mean = score.map((_, j) => atRisk.reduce((sum, k, r) => sum + weights[r]! * x[k]![j]!, 0) / total);
      logLikelihood += predictor[i]! - Math.log(total);
      for (let j = 0; j < p; j++) {
        score[j]! += x[i]![j]! - mean[j]!;
        for (let l = 0; l < p; l++)
          information[j]![l]! +=
            atRisk.reduce((sum, k, r) => sum + weights[r]! * (x[k]![j]! - mean[j]!) * (x[k]![l]! - mean[l]!), 0) / total;
      }
    });
  }
  return { logLikelihood, score, information };
}
