import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { designedMean } from '../../../worker/stats/descriptive/designedMean.ts';
import { type RandomStream, randomStream } from '../../../worker/stats/random.ts';
import { type RevenueKept, RevenueSums } from '../../../worker/stats/survival/retention/revenueSums.ts';

/** Revenue at the earlier and the later end. */
type Pair = readonly [number, number];

function keptOf(pairs: readonly Pair[], confidenceLevel = 0.95): RevenueKept {
  const sums = new RevenueSums(1);
  for (const [earlier, later] of pairs) sums.add(0, earlier, later);
  return sums.kept(0, confidenceLevel);
}

const close = (got: number | null, expected: number, relative = 1e-12): void =>
  expect(Math.abs(got! - expected)).toBeLessThanOrEqual(relative * Math.max(Math.abs(expected), 1e-300));

describe('revenue kept', () => {
  it('by hand: three customers of whom one is lost, one pays half and one pays half as much again', () => {
    // S = 60. Gross: kept 0 + 10 + 30 = 40, R = 2/3; residuals k - R m = -20/3, -10/3, 10; 3/2 Σ = 3/2 * 1400/9 = 700/3.
    // Net: 0 + 10 + 45 = 55, R = 11/12; residuals -55/6, -50/6, 105/6; 3/2 Σ = 3/2 * 16550/36 = 8275/12.
    const kept = keptOf([
      [10, 0],
      [20, 10],
      [30, 45],
    ]);
    expect(kept).toMatchObject({ n: 3, stayed: 2, startingRevenue: 60, gross: 40 / 60, net: 55 / 60, seType: 'LINEARIZED' });
    close(kept.grossStdErr, Math.sqrt(700 / 3) / 60);
    close(kept.netStdErr, Math.sqrt(8275 / 12) / 60);
    // Wilson with t(0.975; 2) and Kish's 60² / 1400 customers, fewer than the g (1 - g) / Var = 24/7 that have this error.
    const [q, like] = [0.95 * Math.sqrt(2 / 0.0975), 18 / 7]; // t of two degrees has a closed form: (2p - 1) √(2 / (4p (1 - p)))
    const centre = (2 / 3 + q ** 2 / (2 * like)) / (1 + q ** 2 / like);
    const half = (q * Math.sqrt(2 / 9 / like + q ** 2 / (4 * like ** 2))) / (1 + q ** 2 / like);
    close(kept.grossCiLow, centre - half, 1e-11);
    close(kept.grossCiHigh, centre + half, 1e-11);
    expect(kept.netCiLow).toBeLessThan(kept.net!);
    expect(kept.netCiHigh).toBeGreaterThan(kept.net!);
  });

  it('has the error of a mean of k / m weighted by m, whatever customers pay', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 0, max: 20_000 })), { minLength: 2, maxLength: 40 }),
        (pairs) => {
          const kept = keptOf(pairs);
          const meanOf = (later: (pair: Pair) => number) =>
            designedMean({
              n: pairs.length,
              values: Float64Array.from(pairs, (pair) => later(pair) / pair[0]),
              weights: Float64Array.from(pairs, ([earlier]) => earlier),
              counts: null,
              clusters: null,
              strata: null,
            } as Parameters<typeof designedMean>[0])!;
          const gross = meanOf(([earlier, later]) => Math.min(earlier, later));
          const net = meanOf(([, later]) => later);
          expect(Math.abs(kept.gross! - gross.estimate)).toBeLessThan(1e-12);
          expect(Math.abs(kept.net! - net.estimate)).toBeLessThan(1e-12 * Math.max(1, net.estimate));
          expect(Math.abs(kept.grossStdErr! - gross.stdErr!)).toBeLessThan(1e-7 * Math.max(1e-3, gross.stdErr!));
          expect(Math.abs(kept.netStdErr! - net.stdErr!)).toBeLessThan(1e-7 * Math.max(1e-3, net.stdErr!));
          for (const low of [kept.grossCiLow, kept.netCiLow]) expect(low).toBeGreaterThanOrEqual(0);
          expect(kept.netCiLow).toBeLessThanOrEqual(kept.net!);
          expect(kept.netCiHigh).toBeGreaterThanOrEqual(kept.net!);
          expect(kept.grossCiHigh).toBeLessThanOrEqual(1);
          expect(kept.grossCiLow).toBeLessThanOrEqual(kept.gross!);
          expect(kept.grossCiHigh).toBeGreaterThanOrEqual(kept.gross!);
        },
      ),
    ));

  it('does not depend on the order of the customers, to the bit, where squares pass what a double holds', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 2 ** 40 }), fc.integer({ min: 0, max: 2 ** 40 })), { minLength: 3, maxLength: 60 }),
        fc.infiniteStream(fc.nat()),
        (pairs, chance) => {
          const shuffled = pairs.map((pair) => ({ pair, at: chance.next().value as number })).sort((a, b) => a.at - b.at);
          expect(keptOf(shuffled.map(({ pair }) => pair))).toEqual(keptOf(pairs));
          expect(keptOf(pairs.toReversed())).toEqual(keptOf(pairs));
        },
      ),
    ));

  it('is no point where all of it was kept or lost: there Kish’s number of customers tells', () => {
    const q = 2.093024054408; // t(0.975; 19)
    const same: Pair[] = Array.from({ length: 20 }, () => [50, 50]);
    // Wilson at p = 1: low = n / (n + q²). Net cannot be told to rise where nobody pays more.
    const kept = keptOf(same);
    expect(kept).toMatchObject({ gross: 1, grossStdErr: 0, grossCiHigh: 1, net: 1, netStdErr: 0, netCiHigh: 1 });
    close(kept.grossCiLow, 20 / (20 + q ** 2), 1e-11);
    expect(kept.netCiLow).toBe(kept.grossCiLow);
    const lost = keptOf(same.map(([earlier]) => [earlier, 0]));
    expect(lost).toMatchObject({ stayed: 0, gross: 0, grossCiLow: 0, net: 0, netCiLow: 0 });
    close(lost.grossCiHigh, q ** 2 / (20 + q ** 2), 1e-11);
    // (Σ m)² / Σ m² of 19 who pay 1 and one who pays 100
    const uneven = keptOf([[100, 100], ...Array.from({ length: 19 }, (): Pair => [1, 1])]);
    const kish = 119 ** 2 / 10_019;
    close(uneven.grossCiLow, kish / (kish + q ** 2), 1e-11);
    const third = keptOf([
      [3, 1],
      [9, 3],
      [27, 9],
    ]);
    expect(third).toMatchObject({ grossStdErr: 0, netStdErr: 0 });
    expect(third.grossCiLow).toBeLessThan(1 / 3);
  });

  it('has no error of one customer, and no share of none', () => {
    expect(keptOf([[10, 5]])).toMatchObject({ n: 1, gross: 0.5, grossStdErr: null, grossCiLow: null, net: 0.5, netCiHigh: null });
    expect(keptOf([[0, 5]])).toMatchObject({ n: 0, startingRevenue: 0, gross: null, net: null });
  });

  it('covers the truth about as often as it says, also near all of it kept', () => {
    // Revenue like e^(N(0, 0.7²)), the same for who leaves and who stays; who stays pays as much or, one in five, half as much again.
    const covered = (leaving: number): readonly number[] => {
      const draws = 2000;
      let [gross, net] = [0, 0];
      for (let draw = 0; draw < draws; draw++) {
        const chance = randomStream(7, draw);
        const kept = keptOf(Array.from({ length: 80 }, () => customer(chance, leaving)));
        gross += Number(kept.grossCiLow! <= 1 - leaving && 1 - leaving <= kept.grossCiHigh!);
        const truth = (1 - leaving) * 1.1;
        net += Number(kept.netCiLow! <= truth && truth <= kept.netCiHigh!);
      }
      return [gross / draws, net / draws];
    };
    for (const leaving of [0.02, 0.05, 0.2, 0.5])
      for (const share of covered(leaving)) {
        expect(share, String(leaving)).toBeGreaterThan(0.92);
        expect(share, String(leaving)).toBeLessThan(0.98);
      }
  });
});

function customer(chance: RandomStream, leaving: number): Pair {
  const earlier = Math.exp(0.7 * chance.normal());
  if (chance.uniform() < leaving) return [earlier, 0];
  return [earlier, chance.uniform() < 0.2 ? 1.5 * earlier : earlier];
}
