import { describe, expect, it } from 'vitest';
import { type DrawSpread, driverBootstrap, driverDraws } from '../../worker/stats/index.ts';
import { readCase } from './readCase.ts';

interface Spread {
  readonly sd: number;
  readonly percentile95: readonly [number, number];
  readonly mcSdOfLimitsAtB2000: readonly [number, number];
  readonly mcSdOfSdAtB2000: number;
}
type Spreads = Readonly<Record<string, Spread>>;

interface ExpectedBootstrap {
  readonly coefficients: Spreads;
  readonly lmg: Spreads;
  readonly lmgNormalized: Spreads;
  readonly rSquared: Spread;
  readonly lmgRankFrequencies: Readonly<Record<string, readonly number[]>>;
}

const draws = 8000;
const replicates = 200_000; // of the case

// numpy, 200,000 replicates; tolerance of the case: within 4 Monte-Carlo standard deviations at the number of draws made here.
describe('bootstrap-swiss', () => {
  const { expected, model, column } = readCase<ExpectedBootstrap>('bootstrap-swiss');
  const [table] = driverDraws({ outcome: column(model.response), drivers: model.drivers.map(column) }, { seed: 20_171, draws });
  const bootstrap = driverBootstrap(table!, { topK: 2 });

  function expectSpread(got: DrawSpread, { sd, percentile95, mcSdOfLimitsAtB2000, mcSdOfSdAtB2000 }: Spread): void {
    const factor = 4 * Math.sqrt(2000 / draws);
    expect(Math.abs(got.ciLow! - percentile95[0])).toBeLessThan(factor * mcSdOfLimitsAtB2000[0]);
    expect(Math.abs(got.ciHigh! - percentile95[1])).toBeLessThan(factor * mcSdOfLimitsAtB2000[1]);
    expect(Math.abs(got.stdErr! - sd)).toBeLessThan(factor * mcSdOfSdAtB2000);
  }
  const within = (share: number): number => 4 * Math.sqrt(share * (1 - share) * (1 / draws + 1 / replicates)) + 1 / draws;

  it('coefficients', () => {
    expectSpread(bootstrap.intercept, expected.coefficients['(Intercept)']!);
    model.drivers.forEach((name, j) => {
      expectSpread(bootstrap.estimates[j]!, expected.coefficients[name]!);
    });
  });
  it('LMG and its shares', () =>
    model.drivers.forEach((name, j) => {
      expectSpread(bootstrap.drivers[j]!.lmg, expected.lmg[name]!);
      expectSpread(bootstrap.drivers[j]!.lmgShare, expected.lmgNormalized[name]!);
    }));
  it('R squared', () => expectSpread(bootstrap.rSquared, expected.rSquared));
  it('how often each driver has each rank, and is among the first two', () =>
    model.drivers.forEach((name, j) => {
      const frequencies = expected.lmgRankFrequencies[name]!;
      const { rankProbabilities, topProbability } = bootstrap.drivers[j]!;
      frequencies.forEach((share, rank) => {
        expect(Math.abs(rankProbabilities[rank]! - share)).toBeLessThan(within(share));
      });
      const firstTwo = frequencies[0]! + frequencies[1]!;
      expect(Math.abs(topProbability! - firstTwo)).toBeLessThan(within(firstTwo));
    }));
  it('rank intervals hold at least 95 % of the ranks', () => {
    // Education: ranks 1 to 4 have 0.98924 of the draws and fewer have less than 0.975
    expect(bootstrap.drivers[model.drivers.indexOf('Education')]).toMatchObject({ rankLow: 1, rankHigh: 4 });
    expect(bootstrap.drivers[model.drivers.indexOf('Agriculture')]).toMatchObject({ rankLow: 3, rankHigh: 5 });
  });
  it('every draw of 47 rows can be estimated', () => expect(bootstrap).toMatchObject({ draws, failedDraws: 0, unit: 'RESPONSE', units: 47 }));
});
