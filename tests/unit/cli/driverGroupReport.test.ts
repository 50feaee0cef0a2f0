import { describe, expect, it } from 'vitest';
import { forceLines, groupLines } from '../../../clients/cli/print/driverGroupReport.ts';
import type { RunReport } from '../../../clients/cli/server/followRun.ts';

type Ready = Extract<RunReport['result'], { __typename: 'DriverResultReady' }>;

const forces = [
  { rank: 1, name: 'people', lmgShare: 0.61, shapleyShare: 0.57, shareCiLow: 0.51, shareCiHigh: 0.69, drivers: ['staff', 'phone'] },
  { rank: 2, name: 'price', lmgShare: 0.39, shapleyShare: 0.43, shareCiLow: 0.31, shareCiHigh: 0.49, drivers: ['price'] },
];
const drivers = [{ driver: 'staff', label: 'Our staff' }];
const group = (rest: object) => ({
  ...{ group: 'shop', isOwn: false, n: '400', customers: '390', outcomeMean: 8.125, rSquared: 0.4321, detail: null },
  drivers: [{ driver: 'staff', lmgShare: 0.7 }],
  ...rest,
});
const difference = (rest: object) => ({
  ...{ driver: 'staff', measure: 'LMG', group: 'shop', reference: 'web', estimate: 0.125, ciLow: 0.05, ciHigh: 0.2, pAdjusted: 0.004 },
  ...rest,
});
const ready = (rest: object): Ready =>
  ({ model: { outcome: 'NPS', importanceMeasure: 'LMG', draws: 300 }, drivers, forces: [], groups: [], differences: [], ...rest }) as never;

describe('the report of forces', () => {
  it('is not there without forces', () => {
    expect(forceLines(ready({}))).toEqual([]);
  });

  it('shows the share of R² with its interval', () => {
    const text = forceLines(ready({ forces })).join('\n');
    expect(text).toMatch(/1 +people +61.*51.*69.* +staff, phone/);
    expect(text).toContain('interval');
  });

  it('shows no interval of the one measure beside the share of the other, and none without draws', () => {
    const sampled = forceLines(ready({ forces, model: { importanceMeasure: 'MCFADDEN', draws: 300 } })).join('\n');
    expect(sampled).toMatch(/1 +people +57/);
    expect(sampled).not.toMatch(/interval|51|69|61/);
    expect(forceLines(ready({ forces, model: { importanceMeasure: 'LMG', draws: 0 } })).join('\n')).not.toMatch(/interval|51|69/);
  });
});

describe('the report of groups', () => {
  it('is not there without groups', () => {
    expect(groupLines(ready({}))).toEqual([]);
  });

  it('marks the own one, and says what matters most in each, or why that is not known', () => {
    const few = group({ group: 'web', n: '15', customers: '14', rSquared: null, drivers: [], detail: '15 complete rows, 30 are needed' });
    const text = groupLines(ready({ groups: [group({ isOwn: true }), few] })).join('\n');
    expect(text).toMatch(/shop \(own\) +400 +390 +8\.13 +0\.432 +Our staff \(70/);
    expect(text).toMatch(/web +15 +14 .*15 complete rows, 30 are needed/);
    expect(text).toContain('No differences between groups');
    expect(text).not.toMatch(/null|undefined|NaN/);
  });

  it('shows the differences told apart from none, the surest first, and at most twelve', () => {
    const groups = [group({}), group({ group: 'web' })];
    const none = groupLines(ready({ groups, differences: [difference({ pAdjusted: 0.4 }), difference({ pAdjusted: null })] })).join('\n');
    expect(none).toContain('None of 2 differences');
    const sure = difference({ measure: 'MEAN', estimate: -0.75, pAdjusted: 0.0001 });
    const differences = [...Array.from({ length: 13 }, () => difference({})), sure];
    const lines = groupLines(ready({ groups, differences }));
    const rows = lines.filter((line) => line.includes('shop less web'));
    expect(rows).toHaveLength(12);
    expect(rows[0]).toMatch(/Our staff +mean +shop less web +.0\.750/);
    expect(rows[1]).toMatch(/importance \(R²\) +shop less web +0\.125 .*0\.05.*0\.2/);
    expect(lines.join('\n')).toMatch(/2 more/);
  });
});
