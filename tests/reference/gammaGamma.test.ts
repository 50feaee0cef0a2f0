import { describe, expect, it } from 'vitest';
import { continuousDiscount, customerValue, type GammaGammaFit, gammaGamma, gammaGammaAt, spendPrediction } from '../../worker/stats/index.ts';
import { digits, readCase, readJson } from './readCase.ts';

interface ExpectedCustomer {
  readonly id: string;
  readonly x: number;
  readonly m_x: number;
  readonly bgnbd: { readonly dert_annual15: number };
  readonly paretonbd: { readonly dert_annual15: number };
  readonly expectedSpend: number;
  readonly clv_paretonbd_dert: number;
  readonly clv_bgnbd_dert: number;
}

interface ExpectedCdnow {
  readonly gammagamma: {
    readonly params: { readonly p: number; readonly q: number; readonly gamma: number };
    readonly logLik: number;
    readonly se: { readonly p: number; readonly q: number; readonly gamma: number };
    readonly customersUsed: number;
    readonly populationMean: number;
    readonly correlationFrequencyMonetary: number;
  };
  readonly customers: readonly ExpectedCustomer[];
}

function fitted(outcome: ReturnType<typeof gammaGamma>): GammaGammaFit {
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  return outcome.fit;
}

describe('clv-cdnow: Gamma-Gamma of 946 repeat buyers', () => {
  const { expected, column } = readCase<ExpectedCdnow>('clv-cdnow', 'customers.csv');
  const { gammagamma } = expected;
  const histories = { frequency: column('x').values as Float64Array, monetary: column('m_x').values as Float64Array, counts: null };
  const outcome = gammaGamma(histories);
  const fit = fitted(outcome);
  if (fit.model.kind !== 'gammaGamma' || fit.stdErrs === null) throw new Error('the maximum of CDNOW is within');
  const { model, stdErrs } = fit;

  // The case asks for 4 digits of parameters and 3 of errors; the Hessian is analytic, so 11 are reached.
  it('parameters', () => {
    expect(digits(model.p, gammagamma.params.p)).toBeGreaterThan(11);
    expect(digits(model.q, gammagamma.params.q)).toBeGreaterThan(11);
    expect(digits(model.v, gammagamma.params.gamma)).toBeGreaterThan(11);
  });
  it('standard errors from the observed information', () => {
    expect(digits(stdErrs.p, gammagamma.se.p)).toBeGreaterThan(11);
    expect(digits(stdErrs.q, gammagamma.se.q)).toBeGreaterThan(11);
    expect(digits(stdErrs.v, gammagamma.se.gamma)).toBeGreaterThan(11);
  });
  it('log-likelihood, never above the maximum', () => {
    expect(digits(fit.logLikelihood, gammagamma.logLik)).toBeGreaterThan(13);
    expect(fit.logLikelihood).toBeLessThan(gammagamma.logLik + 1e-9);
  });
  it('customers used and population mean', () => {
    expect(fit.n).toBe(gammagamma.customersUsed);
    expect(digits(fit.populationMean, gammagamma.populationMean)).toBeGreaterThan(12);
  });
  it('correlation of frequency and spend', () => {
    expect(digits(fit.correlation.linear, gammagamma.correlationFrequencyMonetary)).toBeGreaterThan(12);
    // R 4.2.2: with(subset(read.csv('customers.csv'), x > 0), cor(x, m_x, method = 'spearman'))
    expect(digits(fit.correlation.rank, 0.206301516583918)).toBeGreaterThan(12);
  });
  it('spend depends on frequency, so it is fitted by class', () => {
    if (outcome.kind !== 'fitted') throw new Error('not fitted');
    expect(outcome.warnings.map(({ code }) => code)).toEqual(['SPEND_DEPENDS']);
    expect(fit.byFrequency?.classes.map(({ from, to, n }) => [from, to, n])).toEqual([
      [1, 1, 439],
      [2, 2, 214],
      [3, null, 293],
    ]);
  });

  // "AT the listed parameters": relative 1e-9
  const listed = fitted(
    gammaGammaAt(histories, { p: gammagamma.params.p, q: gammagamma.params.q, v: gammagamma.params.gamma }),
  );
  const customers = expected.customers;
  const spend = spendPrediction(
    listed,
    Float64Array.from(customers, ({ x }) => x),
    Float64Array.from(customers, ({ m_x }) => m_x),
  ).expectedSpend;
  it('log-likelihood at the listed parameters', () => expect(digits(listed.logLikelihood, gammagamma.logLik)).toBeGreaterThan(13));
  it.each(customers.map(({ id }, i) => [id, i] as const))('expected spend of customer %s at the listed parameters', (_id, i) => {
    expect(digits(spend[i]!, customers[i]!.expectedSpend)).toBeGreaterThan(14);
  });
  it.each([
    ['Pareto/NBD', 'paretonbd', 'clv_paretonbd_dert'],
    ['BG/NBD', 'bgnbd', 'clv_bgnbd_dert'],
  ] as const)('lifetime value from the listed DERT of %s', (_name, model, clv) => {
    const { value, total, measure } = customerValue({
      discountedPurchases: Float64Array.from(customers, (customer) => customer[model].dert_annual15),
      expectedSpend: spend,
      margin: 1,
    });
    customers.forEach((customer, i) => expect(digits(value[i]!, customer[clv])).toBeGreaterThan(14));
    expect(total).toBeCloseTo(customers.reduce((sum, customer) => sum + customer[clv], 0), 9);
    expect(measure).toBe('VALUE');
  });
  it('discounts 15 % a year by ln(1.15) / 52 a week', () => expect(continuousDiscount(0.15, 'week')).toBeCloseTo(Math.log(1.15) / 52, 17));
});

interface FormulaRow {
  readonly model: string;
  readonly params: { readonly p: number; readonly q: number; readonly gamma: number };
  readonly x: number;
  readonly m_x: number | string;
  readonly expectedSpend: number;
  readonly logLik: number | null;
}

describe('clv-formulas: Gamma-Gamma of one customer at given parameters', () => {
  const { expected } = readJson<{ readonly expected: readonly FormulaRow[] }>('./clv-formulas/expected.json');
  const rows = expected.filter(({ model }) => model === 'gammagamma');
  it('has four rows', () => expect(rows.length).toBe(4));
  it.each(rows)('x = $x, m = $m_x', ({ params, x, m_x, expectedSpend, logLik }) => {
    const parameters = { p: params.p, q: params.q, v: params.gamma };
    const one = { frequency: Float64Array.of(x), monetary: Float64Array.of(Number(m_x)), counts: null };
    const fit = fitted(gammaGammaAt(one, parameters));
    expect(digits(spendPrediction(fit, one.frequency, one.monetary).expectedSpend[0]!, expectedSpend)).toBeGreaterThan(14);
    if (logLik === null) expect(fit.logLikelihood).toBeNull();
    else expect(digits(fit.logLikelihood, logLik)).toBeGreaterThan(13);
  });
});
