import { describe, expect, it } from 'vitest';
import { type DriverRow, driverRegression } from '../../worker/stats/index.ts';
import { digits, type Named, readCase } from './readCase.ts';

interface ExpectedImportance {
  readonly relativeImportance: {
    readonly rSquared: number;
    readonly lmg: Named;
    readonly lmgNormalized: Named;
    readonly first: Named;
    readonly last: Named;
    readonly betasq: Named;
    readonly pratt: Named;
    readonly johnsonRaw: Named;
    readonly johnsonRescaledPct: Named;
  };
}

// R 4.2.2: P <- -cov2cor(solve(cor(d[, c(outcome, drivers)]))); P[1, -1]
const partialCorrelations: Readonly<Record<string, Named>> = {
  'reg-swiss': {
    Agriculture: -0.357123261102496,
    Examination: -0.156752328935484,
    Education: -0.596476253606782,
    Catholic: 0.418786972895588,
    'Infant.Mortality': 0.403240694795187,
  },
  'reg-sfo2017': {
    Q7ART: 0.1305288680687697,
    Q7FOOD: 0.214230051897568,
    Q7STORE: 0.0634662415282341,
    Q7SIGN: 0.1574914521594518,
    Q7WALKWAYS: 0.1350544429758884,
    Q7SCREENS: 0.0957799944145046,
    Q9BOARDING: 0.1092859483577453,
    Q9RESTROOM: 0.0815911335544601,
    Q10SAFE: 0.1260135469896186,
  },
};

// relaimpo 2.2-7 and 40-digit arithmetic; tolerance of the cases: LMG and Johnson absolute 1e-10. Reached: 1e-13.
describe.each(['reg-swiss', 'reg-sfo2017'])('%s', (id) => {
  const { expected, model, column } = readCase<ExpectedImportance>(id);
  const outcome = driverRegression({
    outcome: column(model.response),
    drivers: model.drivers.map((name) => ({ ...column(name), scale: null })),
  });
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  const { drivers, model: fitted } = outcome.fit;
  const { relativeImportance } = expected;

  it.each<[string, Named, (row: DriverRow) => number | null]>([
    ['LMG', relativeImportance.lmg, ({ lmg }) => lmg],
    ['LMG shares', relativeImportance.lmgNormalized, ({ lmgShare }) => lmgShare],
    ['first: the squared zero-order correlation', relativeImportance.first, ({ correlation }) => correlation ** 2],
    ['last: the squared semipartial correlation', relativeImportance.last, ({ semipartialCorrelation }) => semipartialCorrelation ** 2],
    ['squared standardised coefficients', relativeImportance.betasq, ({ standardizedEstimate }) => standardizedEstimate ** 2],
    ['their product with the correlation', relativeImportance.pratt, (row) => row.standardizedEstimate * row.correlation],
    ["Johnson's relative weights", relativeImportance.johnsonRaw, ({ relativeWeight }) => relativeWeight],
    ['the same in per cent', relativeImportance.johnsonRescaledPct, ({ relativeWeight }) => (100 * relativeWeight) / fitted.rSquared],
    ['partial correlations', partialCorrelations[id]!, ({ partialCorrelation }) => partialCorrelation],
  ])('%s', (_name, values, pick) => {
    expect(Object.keys(values)).toEqual(drivers.map(({ name }) => name));
    for (const row of drivers) expect(Math.abs(pick(row)! - values[row.name]!)).toBeLessThan(1e-12);
  });
  it('R squared, which they split', () => expect(digits(fitted.rSquared, relativeImportance.rSquared)).toBeGreaterThan(12));
});
