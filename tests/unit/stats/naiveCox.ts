import type { GeneratedSurvival } from './generatedSurvival.ts';

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
