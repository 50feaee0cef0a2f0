import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contractForecast } from '../../../worker/stats/value/renewal/contractForecast.ts';
import { discountedResidualLifetime } from '../../../worker/stats/value/renewal/discountedLifetime.ts';
import { type RenewalModel, renewalRate } from '../../../worker/stats/value/renewal/renewalModel.ts';
import { readCase } from '../../reference/readCase.ts';

interface Expected {
  readonly highEnd: {
    readonly fitPeriods7: {
      readonly params: { readonly alpha: number; readonly beta: number };
      readonly derl_d10_byRenewalsMade: Readonly<Record<string, number>>;
    };
  };
}
const { params, derl_d10_byRenewalsMade: lifetimes } = readCase<Expected>('clv-sbg-fader-hardie').expected.highEnd.fitPeriods7;
const model: RenewalModel = { kind: 'sbg', ...params };
const known = { model, covariance: null };
const one = (renewals: number, price = 1) => ({ renewals: Int32Array.of(renewals), price: Float64Array.of(price) });

describe('what contracts will pay yet', () => {
  it('goes to the residual lifetime of the reference as the horizon grows, the next payment in full', () => {
    for (const [made, expected] of Object.entries(lifetimes)) {
      const { value } = contractForecast(known, one(Number(made)), { payments: 400, discountRate: 0.1 });
      expect(value[0]).toBeCloseTo(expected, 9); // 1.1^-400 is nothing
      expect(value[0]).toBeCloseTo(discountedResidualLifetime(model, Number(made), 0.1)!, 9);
    }
  });

  it('is what the tree of renewals gives, payment by payment', () => {
    const arbitrary = fc.record({
      alpha: fc.double({ min: 0.1, max: 20, noNaN: true }),
      beta: fc.double({ min: 0.1, max: 20, noNaN: true }),
      made: fc.integer({ min: 0, max: 12 }),
      payments: fc.integer({ min: 0, max: 10 }),
      discountRate: fc.double({ min: 0, max: 0.5, noNaN: true }),
      price: fc.double({ min: 0, max: 500, noNaN: true }),
    });
    fc.assert(
      fc.property(arbitrary, ({ alpha, beta, made, payments, discountRate, price }) => {
        const asked: RenewalModel = { kind: 'sbg', alpha, beta };
        let [there, count, money] = [1, 0, 0];
        for (let k = 1; k <= payments; k++) {
          there *= renewalRate(asked, made + k);
          count += there;
          money += (price * there) / (1 + discountRate) ** (k - 1);
        }
        const forecast = contractForecast({ model: asked, covariance: null }, one(made, price), { payments, discountRate });
        expect(forecast.payments[0]).toBeCloseTo(count, 9);
        expect(forecast.value[0]).toBeCloseTo(money, 6);
        expect(forecast.paymentsLow[0]).toBeLessThanOrEqual(forecast.paymentsHigh[0]!);
        expect(forecast.paymentsHigh[0]).toBeLessThanOrEqual(payments);
      }),
    );
  });

  it('counts with quantiles of the number of payments: at a geometric 10 % by hand', () => {
    // P(K <= k) = 1 - 0.9^(k + 1): 0.1, 0.19, …; 2.5 % lies at 0 payments, 97.5 % beyond the 12 that count (0.9^13 = 0.25)
    const geometric = { model: { kind: 'geometric', churn: 0.1 } as const, covariance: null };
    const forecast = contractForecast(geometric, one(3, 10), { payments: 12, discountRate: 0 });
    expect([forecast.paymentsLow[0], forecast.paymentsHigh[0]]).toEqual([0, 12]);
    expect([forecast.predictedLow[0], forecast.predictedHigh[0]]).toEqual([0, 120]);
    const half = contractForecast(geometric, one(3, 10), { payments: 12, discountRate: 0, confidenceLevel: 0.5 });
    expect([half.paymentsLow[0], half.paymentsHigh[0]]).toEqual([2, 12]); // 1 - 0.9^3 = 0.271, the first above 0.25
  });

  it('is in doubt about churn on the boundary, too: 25 losses in 500 renewals', () => {
    // mpmath, 30 digits: ln(churn/(1 - churn)) has the variance 1/25 + 1/475; of 1,000 customers with 12 payments to come the logarithm of the mean moves
    // by half the difference of its values a deviation either way, 0.0607005987605978 (by its derivative 0.06046), and chance is 1/1000 of Var K / E[K]².
    const geometric = { model: { kind: 'geometric', churn: 0.05 } as const, covariance: null, logOddsVariance: 1 / 25 + 1 / 475 };
    const thousand = { renewals: new Int32Array(1000), price: new Float64Array(1000).fill(1) };
    const { totals, expectedLow } = contractForecast(geometric, thousand, { payments: 12, discountRate: 0 });
    expect(totals.payments.estimate).toBeCloseTo(8733.15833440989, 6);
    expect(totals.payments.expected).toBeNull(); // of alpha and beta there are no errors
    expect(expectedLow[0]).toBeNaN();
    expect(totals.payments.predicted!.ciLow).toBeCloseTo(7723.78213528471, 6); // by chance alone 8,474 to 8,998
    expect(totals.payments.predicted!.ciHigh).toBeCloseTo(9872.12436183359, 6);
    const unknown = contractForecast({ ...geometric, logOddsVariance: null }, thousand, { payments: 12, discountRate: 0 });
    expect(unknown.totals.payments).toMatchObject({ estimate: expect.closeTo(8733.158, 2), expected: null, predicted: null });
  });

  it('of who has left is nothing, of who has no price is unknown, and neither is in the total of value', () => {
    const contracts = { renewals: Int32Array.of(-1, 2, 2), price: Float64Array.of(10, Number.NaN, 10) };
    const { value, payments, expectedHigh, totals } = contractForecast(known, contracts, { payments: 5, discountRate: 0.1 });
    expect([value[0], payments[0]]).toEqual([0, 0]);
    expect(value[1]).toBeNaN();
    expect(payments[1]).toBe(payments[2]);
    expect(expectedHigh[2]).toBeNaN(); // parameters count as known
    expect(totals.unknown).toBe(1);
    expect(totals.value.estimate).toBe(value[2]);
    expect(totals.payments.estimate).toBeCloseTo(2 * payments[2]!, 12);
    expect(totals.value.expected).toBeNull();
  });

  it('has an expected interval from the doubt about the parameters, which a hundredth of it makes ten times narrower', () => {
    const covariance = Float64Array.of(0.0108, 0.077, 0.077, 0.617); // about that of the reference's errors
    const width = (scale: number) => {
      const { expectedLow, expectedHigh, value } = contractForecast(
        { model, covariance: covariance.map((entry) => entry * scale) },
        one(1),
        { payments: 12, discountRate: 0.01 },
      );
      expect(expectedLow[0]).toBeLessThan(value[0]!);
      return Math.log(expectedHigh[0]! / expectedLow[0]!);
    };
    expect(width(1) / width(0.01)).toBeCloseTo(10, 0);
  });

  it('names the argument at fault', () => {
    expect(() => contractForecast(known, one(-2), { payments: 5, discountRate: 0 })).toThrow('renewals has -2 at row 0');
    expect(() => contractForecast(known, one(1), { payments: 1.5, discountRate: 0 })).toThrow('payments has 1.5');
  });
});
