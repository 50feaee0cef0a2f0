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
