import { describe, expect, it } from 'vitest';
import { clvReport } from '../../../clients/cli/print/clvReport.ts';
import type { RunReport } from '../../../clients/cli/server/followRun.ts';

type Ready = Extract<RunReport['result'], { __typename: 'ClvResultReady' }>;
type Model = Ready['clvModel'];

const model = {
  ...{
    setting: 'NON_CONTRACTUAL',
    settingReason: 'no customer subscribes',
    model: 'BG_NBD',
    modelReason: 'as asked for',
    measure: 'REVENUE',
  },
  ...{
    marginShare: null,
    marginSource: null,
    marginOrders: null,
    timeUnit: 'WEEK',
    observedFrom: '1997-01-01',
    observedUntil: '1997-09-30',
  },
  ...{
    horizonMonths: 24,
    horizonLength: 104,
    discountRate: 0.1,
    confidenceLevel: 0.95,
    n: '2357',
    repeatBuyers: '946',
    repeatPurchases: '2457',
  },
  ...{
    logLikelihood: -9582.4,
    limits: [],
    aliveNote: 'BG/NBD assumes that nobody stops before a repeat purchase.',
    spendModel: 'GAMMA_GAMMA',
  },
  ...{ spendN: '946', spendByFrequency: true, spendCorrelation: 0.21, spendMean: 35.2, rankedBy: 'VALUE' },
} as Model;
const holdout = {
  ...{ model: 'BG_NBD', isChosen: true, calibrationUntil: '1997-09-30', holdoutUntil: '1998-06-30', length: 39, n: '2357', actual: '1882' },
  ...{ expectedPurchases: 1653.4, expectedCiLow: 1515, expectedCiHigh: 1803, predictedCiLow: 1456, predictedCiHigh: 1853, isInside: false },
  ...{ meanAbsoluteError: 0.785, logPredictive: -2320.4, bins: [{ frequency: 7, isOpen: true, n: '65', actualMean: 6, expectedMean: 5 }] },
} as Ready['holdouts'][number];
const total = {
  expectedCiLow: 90_000,
  expectedCiHigh: 110_000,
  predictedCiLow: 80_000,
  predictedCiHigh: 123_456,
  n: '2357',
  unknown: '3',
  reason: null,
};

function report(rest: Partial<Ready> = {}): string {
  const result = {
    ...{ __typename: 'ClvResultReady', clvModel: model, clvParameters: [], renewals: [], tracking: [], mostValuable: { nodes: [] } },
    ...{
      totals: [{ quantity: 'VALUE', estimate: 100_000, ...total }],
      tiers: [{ tier: 'PLATINUM', n: '589', expectedPurchases: 1179, value: 44_266 }],
    },
    ...{ holdouts: [holdout], ...rest },
  } as unknown as Ready;
  const run = {
    currency: 'USD',
    exclusions: [{ reason: 'ANONYMOUS', rows: 12 }],
    warnings: [],
    parameters: { __typename: 'ClvParameters' },
  } as unknown as RunReport;
  return clvReport(run, result).join('\n');
}

describe('the report of what customers are worth', () => {
  it('says where the actual lies, and that without a margin the number is revenue', () => {
    const text = report();
    expect(text).toContain('predicted 1,456 to 1,853: the actual 1,882 lies OUTSIDE');
    expect(text).toContain(
      'revenue in USD (no margin known), discounted at 10.0 % a year: 100,000 · predicted 80,000 to 123,456 · expected 90,000 to 110,000 · without 3 customers',
    );
    expect(text).toContain('left out: 12 of nobody known');
    expect(text).toContain('7 and more');
    expect(text).toContain('BG/NBD assumes');
    expect(report({ clvModel: { ...model, measure: 'VALUE', marginShare: 0.3, marginSource: 'MEASURED' } })).toContain(
      'value in USD (margin 30.0 %, measured)',
    );
  });

  it('of contracts tells the renewals held out', () => {
    const clvModel = { ...model, setting: 'CONTRACTUAL', model: 'SBG', timeUnit: 'MONTH', aliveNote: null } as Model;
    const text = report({ clvModel, holdouts: [{ ...holdout, model: 'SBG', length: 5, actual: '1700', isInside: true }] });
    expect(text).toContain('Held out: 5 months from 1997-09-30 to 1998-06-30');
    expect(text).toContain('sBG: expected 1,653, predicted 1,456 to 1,853: the actual 1,700 lies inside');
    expect(text).toContain('renewals before');
    expect(text).not.toContain('purchases before');
  });

  it('of contracts shows renewals, and no holdout where there is none', () => {
    const renewal = { atRisk: '100', renewed: '80', retentionLow: null, retentionHigh: null, survivalLow: null, survivalHigh: null };
    const text = report({
      holdouts: [],
      clvModel: { ...model, setting: 'CONTRACTUAL', model: 'SBG', aliveNote: null },
      renewals: [{ period: 1, retention: 0.8, survival: 0.8, ...renewal }],
    });
    expect(text).not.toContain('Held out');
    expect(text).toMatch(/1 +100 +80 +80\.0 % +80\.0 %/);
    expect(text).toContain('under contract');
  });
});
