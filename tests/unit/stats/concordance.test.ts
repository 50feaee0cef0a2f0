import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Concordance, concordance, type Grouping, randomStream, type SurvivalColumns } from '../../../worker/stats/index.ts';
import { generatedSurvival } from './generatedSurvival.ts';

const shapes = fc.record({
  n: fc.integer({ min: 2, max: 50 }),
  seed: fc.nat(100_000),
  hasEntry: fc.boolean(),
  hasStrata: fc.boolean(),
  lastTime: fc.constantFrom(null, 4, 30),
});

/** Scores with ties. */
const scoresOf = (n: number, seed: number): Float64Array => {
  const random = randomStream(seed, 2);
  return Float64Array.from({ length: n }, () => random.integer(6) - 3);
};

/** The definition, pair by pair, each row counting `weights` times. */
function naiveConcordance({ time, event, start }: SurvivalColumns, scores: Float64Array, strata?: Grouping, weights?: Float64Array) {
  const counts = { concordant: 0, discordant: 0, tiedRisk: 0, tiedTime: 0, tiedRiskAndTime: 0 };
  for (let i = 0; i < time.length; i++) {
    for (let j = 0; j < time.length; j++) {
      if (i === j || event[i] !== 1 || strata?.codes[i] !== strata?.codes[j]) continue;
      const weight = (weights?.[i] ?? 1) * (weights?.[j] ?? 1);
      if (event[j] === 1 && time[j] === time[i]) {
        if (i < j) counts[scores[i] === scores[j] ? 'tiedRiskAndTime' : 'tiedTime'] += weight;
      } else if (time[j]! >= time[i]! && (start === undefined || start[j]! < time[i]!)) {
        counts[scores[i]! > scores[j]! ? 'concordant' : scores[i] === scores[j] ? 'tiedRisk' : 'discordant'] += weight;
      }
    }
  }
  const pairs = counts.concordant + counts.discordant + counts.tiedRisk;
  return { ...counts, concordance: pairs === 0 ? null : (counts.concordant + counts.tiedRisk / 2) / pairs };
}

const untied: SurvivalColumns = { time: Float64Array.of(5, 3, 8, 1, 9), event: Uint8Array.of(1, 1, 0, 1, 1) };

describe('concordance', () => {
  it('counts the pairs of the definition: ties in time and score, strata, delayed entry', () =>
    fc.assert(
      fc.property(shapes, (shape) => {
        const { columns, strata } = generatedSurvival(shape);
        const scores = scoresOf(shape.n, shape.seed);
        const { stdErr: _stdErr, ...got } = concordance(columns, scores, { strata });
        const { concordance: share, ...counts } = naiveConcordance(columns, scores, strata);
        expect(got).toMatchObject(counts);
        if (share === null) expect(got.concordance).toBeNull();
        else expect(got.concordance).toBeCloseTo(share, 14);
      }),
    ));
  it('has the error of the infinitesimal jackknife: how C moves when a row, or a cluster, counts a little more', () =>
    fc.assert(
      fc.property(shapes, fc.boolean(), (shape, isClustered) => {
        const { columns, strata } = generatedSurvival(shape);
        const scores = scoresOf(shape.n, shape.seed);
        const clusters = Int32Array.from(columns.time, (_, i) => (isClustered ? i % 7 : i));
        const got = concordance(columns, scores, { strata, clusters });
        fc.pre(got.concordance !== null);
        const share = (weights: Float64Array): number => naiveConcordance(columns, scores, strata, weights).concordance!;
        const step = 1e-5;
        let variance = 0;
        for (const cluster of new Set(clusters)) {
          const more = Float64Array.from(clusters, (own) => (own === cluster ? 1 + step : 1));
          const less = Float64Array.from(clusters, (own) => (own === cluster ? 1 - step : 1));
          variance += ((share(more) - share(less)) / (2 * step)) ** 2;
        }
        expect(got.stdErr).toBeCloseTo(Math.sqrt(variance), 8);
      }),
      { numRuns: 50 },
    ));
  it('of a perfect order is 1, of its reverse 0, of one score for all 0.5', () =>
    fc.assert(
      fc.property(shapes, ({ n, seed }) => {
        const { columns } = generatedSurvival({ n, seed, hasEntry: false, hasStrata: false, lastTime: null });
        fc.pre(columns.event.some((value, i) => value === 1 && columns.time[i]! < Math.max(...columns.time)));
        const share = (scores: Float64Array): number | null => concordance(columns, scores).concordance;
        expect(share(columns.time.map((time) => -time))).toBe(1);
        expect(share(columns.time)).toBe(0);
        expect(share(new Float64Array(n).fill(3))).toBe(0.5);
      }),
    ));
  it('is 0.5 with error 0 for one score for all, as nothing can move it', () =>
    expect(concordance(untied, new Float64Array(5))).toMatchObject({ concordance: 0.5, stdErr: 0, tiedRisk: 4 + 3 + 2 }));
  it('of the opposite score is the complement, with the same error', () => {
    const scores = Float64Array.of(2, 7, 1, 4, 4);
    const [there, back] = [
      concordance(untied, scores),
      concordance(
        untied,
        scores.map((score) => -score),
      ),
    ] as [Concordance, Concordance];
    expect(back.concordance).toBeCloseTo(1 - there.concordance!, 14);
    expect(back.stdErr).toBeCloseTo(there.stdErr!, 14);
  });
  it('without a pair to compare is null', () => {
    expect(concordance({ ...untied, event: new Uint8Array(5) }, scoresOf(5, 1))).toMatchObject({
      concordance: null,
      stdErr: null,
      reason: 'NOT_ENOUGH_DATA',
    });
    expect(concordance({ time: new Float64Array(), event: new Uint8Array() }, new Float64Array())).toMatchObject({ concordance: null });
  });
  it('has no error where all rows are of one cluster, as nothing is independent', () => {
    const scores = Float64Array.of(2, 7, 1, 4, 4);
    const one = concordance(untied, scores, { clusters: new Int32Array(5).fill(3) });
    expect(one).toEqual({ ...concordance(untied, scores), stdErr: null, reason: 'NOT_ENOUGH_DATA' });
  });
  it('does not confuse -0 with less than 0', () =>
    expect(concordance(untied, Float64Array.of(0, -0, 0, -0, 0))).toMatchObject({ concordance: 0.5, tiedRisk: 4 + 3 + 2 }));
  it('names a mistaken argument', () => {
    expect(() => concordance(untied, new Float64Array(4))).toThrow('scores has length 4, time has 5');
    expect(() => concordance(untied, Float64Array.of(1, 2, 3, 4, Number.NaN))).toThrow(
      'scores has NaN at row 4, a finite number is needed',
    );
  });
});
