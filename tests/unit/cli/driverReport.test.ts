import { describe, expect, it } from 'vitest';
import { driverReport } from '../../../clients/cli/print/driverReport.ts';
import type { RunReport } from '../../../clients/cli/server/followRun.ts';

type Ready = Extract<RunReport['result'], { __typename: 'DriverResultReady' }>;
type Driver = Ready['drivers'][number];

const driver = (rest: Partial<Driver>) =>
  ({
    rank: 1,
    label: 'Staff',
    feature: null,
    windowDays: null,
    lmgShare: 0.6,
    estimate: 0.5,
    ciLow: 0.4,
    ciHigh: 0.6,
    mean: 4.1,
    topTwoShare: 0.7,
    priority: 'KEEP',
    pAdjusted: 0.001,
    promoterEffect: null,
    detractorEffect: null,
    ...rest,
  }) as Driver;
const feature = driver({
  rank: 2,
  label: 'Mean hours to the first response to tickets in the 90 days before the answer',
  feature: 'FIRST_RESPONSE_HOURS',
  windowDays: 90,
  lmgShare: 0.4,
  mean: 12.34,
  topTwoShare: null,
  priority: null,
});

function report(
  drivers: readonly Driver[],
  features: Extract<RunReport['parameters'], { __typename: 'DriverParameters' }>['features'],
  modelOf: Partial<Ready['model']> = {},
): string {
  const run = {
    rowsRead: '100',
    exclusions: [{ reason: 'MISSING', rows: 20 }],
    warnings: [],
    parameters: { __typename: 'DriverParameters', features, traits: [], behaviour: null },
  };
  const model = {
    outcome: 'NPS',
    model: 'LINEAR',
    n: '80',
    clusters: null,
    rSquared: 0.3,
    quality: 'MODERATE',
    seType: 'HC3',
    confidenceLevel: 0.95,
    importanceMeasure: 'LMG',
    missing: 'LISTWISE',
    draws: 0,
    agreement: 0.9,
    observedUntil: null,
    ...{ importanceCut: 0.5, importanceCutAt: 'MEAN', performanceCut: 4, performanceCutAt: 'MEAN', performanceUnit: 'MEAN' },
    ...modelOf,
  };
  return driverReport(run as unknown as RunReport, { drivers, model, forces: [], groups: [], differences: [] } as unknown as Ready).join(
    '\n',
  );
}

describe('the report of a driver run', () => {
  it('shows a joined feature whole, with its mean and without a priority, and says why', () => {
    const text = report(
      [driver({}), feature],
      [{ driver: 'first_response_hours_90d', feature: 'FIRST_RESPONSE_HOURS', windowDays: 90, event: null }],
    );
    expect(text).toMatch(/2 +Mean hours to the first response to tickets in the 90 days before the answer .*12\.34/);
    expect(text).toContain('no priority');
    expect(text).toMatch(/left out: 20 .*without one of these features/);
    expect(text).not.toMatch(/null|undefined|NaN/);
  });
  it('tells what one point more does to promoters and detractors, where an ordinal model knows', () => {
    const effects = {
      ...{ promoterEffect: 0.0634, promoterEffectCiLow: 0.051, promoterEffectCiHigh: 0.0759 },
      ...{ detractorEffect: -0.021, detractorEffectCiLow: -0.034, detractorEffectCiHigh: -0.008 },
    };
    const ordinal = { model: 'ORDINAL', importanceMeasure: 'MCFADDEN', mcFadden: 0.2, auc: null } as const;
    const text = report([driver(effects), driver({ rank: 2, label: 'Price', ...effects, promoterEffect: null })], [], ordinal);
    expect(text).toMatch(/one point more of +promoters +interval +detractors +interval/);
    expect(text).toMatch(/Staff +\+6\.3 +\+5\.1 to \+7\.6 +-2\.1 +-3\.4 to -0\.8/);
    expect(text).toMatch(/Price +– /);
    expect(report([driver({})], [], ordinal)).not.toContain('promoters');
  });
  it('tells where the lines between priorities lie, unless at the means', () => {
    const first = driver({ priority: 'FIX_FIRST' });
    expect(report([first], [])).toContain('yet weaker than the average driver): Staff');
    expect(report([first], [])).not.toContain('Important from');
    const given = report([first], [], { importanceCut: 0.25, importanceCutAt: 'MEDIAN', performanceCutAt: 'GIVEN' });
    expect(given).toContain('Important from 25.0 % of the importance (the median), strong from a mean of 4.00 (as asked for).');
    expect(given).toContain('yet weaker than asked for): Staff');
    const share = report([first], [], { performanceCut: 0.75, performanceCutAt: 'MEDIAN', performanceUnit: 'SHARE_OF_SCALE' });
    expect(share).toContain('Important from 50.0 % of the importance (the mean), strong from 75 % of the scale (the median).');
  });
  it('says nothing of features where there are none', () => {
    const text = report(
      [driver({}), driver({ rank: 2, label: 'A question as long as a paragraph, of which the beginning tells enough' })],
      [],
    );
    expect(text).not.toContain('feature');
    expect(text).not.toContain('What customers did');
    expect(text).toContain('…');
  });
});
