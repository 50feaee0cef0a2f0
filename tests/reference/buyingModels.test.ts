import { describe, expect, it } from 'vitest';
import { betaStieltjes } from '../../worker/stats/distributions/betaStieltjes.ts';
import { scaledExponentialIntegral } from '../../worker/stats/distributions/scaledExponentialIntegral.ts';
import {
  type BgNbdParameters,
  type BuyingFit,
  type BuyingModel,
  bgNbd,
  bgNbdAt,
  bgNbdModel,
  bgNbdUncertain,
  buyingGroups,
  buyingScores,
  discountedPurchases,
  type FitOutcome,
  type ParetoNbdParameters,
  paretoNbd,
  paretoNbdAt,
  paretoNbdModel,
  paretoNbdUncertain,
  purchaseForecast,
} from '../../worker/stats/index.ts';
import { digits, type Named, readCase, readJson } from './readCase.ts';

interface ExpectedModel {
  readonly params: Named;
  readonly logLik: number;
  readonly se: Named;
  readonly expectedRepeatNewCustomer: readonly { readonly t: number; readonly value: number }[];
  readonly pmfNewCustomer39?: readonly number[];
  readonly sumPAlive: number;
  readonly sumExpected39: number;
}

interface ExpectedCustomer {
  readonly id: string;
  readonly x: number;
  readonly t_x_days: number;
  readonly T_days: number;
  readonly bgnbd: {
    readonly pAlive: number;
    readonly expected: Named;
    readonly dert_annual15: number;
    readonly discountedSum52_weekly_0_002: number;
  };
  readonly paretonbd: { readonly pAlive: number; readonly expected: Named; readonly dert_annual15: number; readonly dect52_annual15: number };
}

interface ExpectedCdnow {
  readonly summary: { readonly customers: number; readonly repeatCustomers: number };
  readonly bgnbd: ExpectedModel;
  readonly paretonbd: ExpectedModel;
  readonly customers: readonly ExpectedCustomer[];
}

/** ln(1.15) / 52 a week, as the cases define it. */
const weeklyDiscount = Math.log(1.15) / 52;

function fitted<Name extends string>(outcome: FitOutcome<BuyingFit<Name>>): BuyingFit<Name> {
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  return outcome.fit;
}

const cdnow = readCase<ExpectedCdnow>('clv-cdnow', 'customers.csv');
const weeks = (name: string): Float64Array => Float64Array.from(cdnow.column(name).values, (days) => days / 7);
const groups = buyingGroups({ frequency: Float64Array.from(cdnow.column('x').values), recency: weeks('t_x_days'), age: weeks('T_days') });

describe('clv-cdnow: 2,357 customers over 39 weeks', () => {
  it('has as many customers and repeat buyers', () => {
    expect(groups.n).toBe(cdnow.expected.summary.customers);
    expect(groups.repeatBuyers).toBe(cdnow.expected.summary.repeatCustomers);
  });

  describe.each([
    ['bgnbd', fitted<string>(bgNbd(groups))],
    ['paretonbd', fitted<string>(paretoNbd(groups))],
  ] as const)('%s', (name, fit) => {
    const expected = cdnow.expected[name];
    // The case asks for 4 digits (6 with analytic gradients); Newton's method on the observed information reaches 13.
    it('parameters', () => {
      for (const [parameter, value] of Object.entries(expected.params)) expect(digits(fit.parameters[parameter]!, value)).toBeGreaterThan(12);
    });
    it('log-likelihood, never above the listed maximum', () => {
      expect(digits(fit.logLikelihood, expected.logLik)).toBeGreaterThan(13);
      expect(fit.logLikelihood - expected.logLik).toBeLessThan(1e-9);
    });
    it('standard errors from the observed information', () => {
      for (const [parameter, value] of Object.entries(expected.se)) expect(digits(fit.stdErrs![parameter]!, value)).toBeGreaterThan(7);
    });
    it('converged', () => {
      expect(fit.convergence).toMatchObject({ status: 'CONVERGED', starts: 4 });
      expect(fit.convergence!.largestScore).toBeLessThan(1e-9);
    });
  });
});

describe('clv-cdnow at the listed parameters', () => {
  const { bgnbd, paretonbd, customers } = cdnow.expected;
  const bgModel = bgNbdModel(bgnbd.params as unknown as BgNbdParameters);
  const paretoModel = paretoNbdModel(paretonbd.params as unknown as ParetoNbdParameters);

  it.each([
    ['bgnbd', bgModel, bgnbd],
    ['paretonbd', paretoModel, paretonbd],
  ] as const)('%s: purchases of a new customer, sums of P(alive) and of expected purchases', (_, model, expected) => {
    const newcomer = model.future(0, 0);
    for (const { t, value } of expected.expectedRepeatNewCustomer) expect(digits(newcomer.expected(t), value)).toBeGreaterThan(13);
    expected.pmfNewCustomer39?.forEach((value, k) => expect(digits(newcomer.probabilities(39)[k]!, value)).toBeGreaterThan(13));
    const { pAlive, expectedPurchases } = buyingScores(groups, model, 39);
    const sum = (column: Float64Array): number => column.reduce((total, value, group) => total + value * groups.counts[group]!, 0);
    expect(digits(sum(pAlive), expected.sumPAlive)).toBeGreaterThan(13);
    expect(digits(sum(expectedPurchases), expected.sumExpected39)).toBeGreaterThan(13);
  });

  describe.each(customers)('customer $id', ({ x, t_x_days, T_days, bgnbd: ofBg, paretonbd: ofPareto }) => {
    const history = { x, tX: t_x_days / 7, T: T_days / 7 };
    it('BG/NBD: P(alive), purchases, DERT, discounted weekly sum', () => {
      const { pAlive, expected, discounted } = foresee(bgModel, history);
      expect(digits(pAlive, ofBg.pAlive)).toBeGreaterThan(14);
      for (const [t, value] of Object.entries(ofBg.expected)) expect(digits(expected(Number(t)), value)).toBeGreaterThan(13);
      expect(digits(discounted(Number.POSITIVE_INFINITY), ofBg.dert_annual15)).toBeGreaterThan(13);
      let weekly = 0;
      for (let week = 1; week <= 52; week++) weekly += (expected(week) - expected(week - 1)) / 1.002 ** week;
      expect(digits(weekly, ofBg.discountedSum52_weekly_0_002)).toBeGreaterThan(13);
    });
    it('Pareto/NBD: P(alive), purchases, DERT, DECT over 52 weeks', () => {
      const { pAlive, expected, discounted } = foresee(paretoModel, history);
      expect(digits(pAlive, ofPareto.pAlive)).toBeGreaterThan(14);
      for (const [t, value] of Object.entries(ofPareto.expected)) expect(digits(expected(Number(t)), value)).toBeGreaterThan(13);
      expect(digits(discounted(Number.POSITIVE_INFINITY), ofPareto.dert_annual15)).toBeGreaterThan(13);
      expect(digits(discounted(52), ofPareto.dect52_annual15)).toBeGreaterThan(13);
    });
  });

  it('discounted purchases by history agree with those of one customer', () => {
    const dert = discountedPurchases(groups, paretoModel, weeklyDiscount, Number.POSITIVE_INFINITY);
    const row = cdnow.cells('id').indexOf('0006');
    const listed = customers.find(({ id }) => id === '0006')!;
    expect(digits(dert[groups.groupOf[row]!]!, listed.paretonbd.dert_annual15)).toBeGreaterThan(13);
  });
});

// definitions.md, section 5: the right 95 % total of the next 39 weeks is 1,450-1,856, and the actual 1,882 lies outside.
// Those ends come from draws: the standard error of a 2.5 % quantile of 1,000 draws is 8.
describe('clv-cdnow: the total of the next 39 weeks', () => {
  const { total } = purchaseForecast(groups, bgNbdUncertain(fitted(bgNbd(groups))), 39);
  it('is predicted as simulated', () => {
    expect(Math.abs(total.predicted!.ciLow - 1450)).toBeLessThanOrEqual(8);
    expect(Math.abs(total.predicted!.ciHigh - 1856)).toBeLessThanOrEqual(8);
  });
  it('came out above', () => {
    const actual = Float64Array.from(cdnow.column('x_holdout').values).reduce((sum, value) => sum + value, 0);
    expect(actual).toBe(1882);
    expect(actual).toBeGreaterThan(total.predicted!.ciHigh);
  });
  it('has a narrower interval for its expectation, and none where the parameters count as known', () => {
    expect(total.expected!.ciLow).toBeGreaterThan(total.predicted!.ciLow);
    expect(total.expected!.ciHigh).toBeLessThan(total.predicted!.ciHigh);
    const known = purchaseForecast(groups, paretoNbdUncertain(paretoNbdAt(groups, { r: 0.553, alpha: 10.58, s: 0.606, beta: 11.67 })), 39);
    expect(known.total.expected).toBeNull();
  });
});

interface FormulaCase {
  readonly model: 'bgnbd' | 'paretonbd' | 'gammagamma';
  readonly params: Named;
  readonly x: number;
  readonly t_x: number | string;
  readonly T: number | string;
  readonly t: number | string;
  readonly pAlive: number;
  readonly expected: number;
  readonly logLik: number;
  readonly expectedNew?: number;
  readonly dert_annual15?: number | null;
}

function modelAt({ model, params, x, t_x, T }: FormulaCase): { model: BuyingModel; logLikelihood: number } {
  const one = buyingGroups({ frequency: Float64Array.of(x), recency: Float64Array.of(Number(t_x)), age: Float64Array.of(Number(T)) });
  if (model === 'bgnbd') {
    const parameters = params as unknown as BgNbdParameters;
    return { model: bgNbdModel(parameters), logLikelihood: bgNbdAt(one, parameters).logLikelihood };
  }
  const parameters = params as unknown as ParetoNbdParameters;
  return { model: paretoNbdModel(parameters), logLikelihood: paretoNbdAt(one, parameters).logLikelihood };
}

function foresee(model: BuyingModel, { x, tX, T }: { x: number; tX: number; T: number }) {
  const pAlive = model.pAlive(x, tX, T);
  const future = model.future(x, T);
  return {
    pAlive,
    expected: (t: number): number => pAlive * future.expected(t),
    discounted: (t: number): number => pAlive * future.discounted(weeklyDiscount, t),
  };
}

const formulas = readJson<{ expected: readonly FormulaCase[] }>('./clv-formulas/expected.json').expected;
describe('clv-formulas', () => {
  const cases = formulas.filter(({ model }) => model !== 'gammagamma');
  it('has 42 points of the two models', () => expect(cases).toHaveLength(42));
  it.each(cases)('$model at x = $x, tX = $t_x, T = $T, horizon $t', (point) => {
    const { model, logLikelihood } = modelAt(point);
    const { pAlive, expected, discounted } = foresee(model, { x: point.x, tX: Number(point.t_x), T: Number(point.T) });
    expect(digits(logLikelihood, point.logLik)).toBeGreaterThan(13);
    expect(digits(pAlive, point.pAlive)).toBeGreaterThan(13);
    expect(digits(expected(Number(point.t)), point.expected)).toBeGreaterThan(13);
    expect(digits(model.future(0, 0).expected(Number(point.t)), point.expectedNew!)).toBeGreaterThan(13);
    if (point.model === 'paretonbd') expect(digits(discounted(Number.POSITIVE_INFINITY), point.dert_annual15!)).toBeGreaterThan(13);
  });
});

interface ExpectedExtremes {
  readonly customers: readonly FormulaCase[];
  readonly scaledExponentialIntegral: readonly { readonly order: number; readonly y: number; readonly value: number }[];
  readonly betaStieltjes: readonly { readonly a: number; readonly b: number; readonly z: number; readonly value: number }[];
}

// The textbook formulas in 120 digits, where they cancel in doubles: a and b of millions, a near 1, s = 1, alpha = beta, x = 300, tX = T.
const extremes = readJson<{ expected: ExpectedExtremes }>('./clv-extremes/expected.json').expected;
describe('clv-extremes', () => {
  it.each(extremes.customers)('$model $params, x = $x, tX = $t_x, T = $T', (point) => {
    const { model, logLikelihood } = modelAt(point);
    const { pAlive, expected, discounted } = foresee(model, { x: point.x, tX: Number(point.t_x), T: Number(point.T) });
    expect(digits(logLikelihood, point.logLik)).toBeGreaterThan(12);
    expect(digits(pAlive, point.pAlive)).toBeGreaterThan(point.pAlive > 1e-10 ? 12 : 9);
    expect(digits(expected(Number(point.t)), point.expected)).toBeGreaterThan(point.pAlive > 1e-10 ? 12 : 9);
    if (point.dert_annual15 != null) {
      expect(digits(discounted(Number.POSITIVE_INFINITY), point.dert_annual15)).toBeGreaterThan(point.pAlive > 1e-10 ? 10 : 9);
    }
  });
  it.each(extremes.scaledExponentialIntegral)('e^y E_s(y) at s = $order, y = $y', ({ order, y, value }) =>
    expect(digits(scaledExponentialIntegral(order, y), value)).toBeGreaterThan(13));
  it.each(extremes.betaStieltjes)('E[1 / (1 + z p)] at a = $a, b = $b, z = $z', ({ a, b, z, value }) =>
    expect(digits(betaStieltjes(a, b, z), value)).toBeGreaterThan(13));
});

interface ExpectedHorizons {
  readonly horizon: number;
  readonly yearlyDiscount: number;
  readonly customers: readonly {
    readonly model: 'bgnbd' | 'paretonbd';
    readonly params: Named;
    readonly x: number;
    readonly T: number;
    readonly discounted: number;
    readonly expected: number;
    readonly counts: readonly number[];
    readonly atMost: readonly number[];
  }[];
}

// 600 months: the sums and integrals themselves in 30 digits, by routes that the engine does not take.
const horizons = readJson<{ expected: ExpectedHorizons }>('./clv-horizons/expected.json').expected;
describe('clv-horizons', () => {
  const rate = Math.log1p(horizons.yearlyDiscount) / 52;
  it.each(horizons.customers)('$model $params, x = $x, T = $T', ({ model, params, x, T, discounted, expected, counts, atMost }) => {
    const fitted = model === 'bgnbd' ? bgNbdModel(params as unknown as BgNbdParameters) : paretoNbdModel(params as unknown as ParetoNbdParameters);
    const future = fitted.future(x, T);
    expect(digits(future.discounted(rate, horizons.horizon), discounted)).toBeGreaterThan(12);
    expect(digits(future.expected(horizons.horizon), expected)).toBeGreaterThan(12);
    const distribution = future.distribution(horizons.horizon);
    counts.forEach((count, i) => {
      expect(Math.abs(distribution(count) - atMost[i]!)).toBeLessThan(1e-9);
    });
    if (counts[0] === 0) expect(Math.abs(future.none(horizons.horizon) - atMost[0]!)).toBeLessThan(1e-13);
  });
});
