import { describe, expect, it } from 'vitest';
import { featureOfKey, featureKey as keyInGraph } from '../../../schema/analyses/joinedFeature.ts';
import { joinedFeatures as knownToGraph } from '../../../schema/analyses/storedRun.ts';
import { driverParameters, joinedFeatures } from '../../../worker/data/driverParameters.ts';
import { answersWithFeatures, domainsOf, featureKey, featureLabel } from '../../../worker/data/joinedFeatures.ts';

const withWindow = (windowDays: number) => (feature: (typeof joinedFeatures)[number]) => ({
  feature,
  windowDays: feature === 'TENURE_DAYS' ? null : windowDays,
});

describe('joined features', () => {
  it('are the same, by the same names, to graph and worker', () => {
    expect(knownToGraph).toEqual(joinedFeatures);
    for (const requested of [1, 90, 3650].flatMap((days) => joinedFeatures.map(withWindow(days)))) {
      expect(keyInGraph(requested)).toBe(featureKey(requested));
      expect(featureOfKey(featureKey(requested))).toEqual(requested);
    }
  });
  it.each(['Q1', 'orders', 'orders_90', 'order_90d', 'tenure_days_90d', 'orders_d'])('a question named %s is none', (key) => {
    expect(featureOfKey(key)).toBeNull();
  });
  it('say in words what they are', () => {
    expect(featureLabel({ feature: 'ORDERS', windowDays: 90 })).toBe('Orders in the 90 days before the answer');
    expect(featureLabel({ feature: 'COMPLAINTS', windowDays: 1 })).toBe('Complaints in the day before the answer');
    expect(featureLabel({ feature: 'TENURE_DAYS', windowDays: null })).toBe('Days as a customer at the answer');
  });
  it('read the tables of those asked for, each window once, and name the domains they read', () => {
    const query = answersWithFeatures(
      7,
      [withWindow(90)('ORDERS'), withWindow(90)('REVENUE'), withWindow(30)('ORDERS')],
      ['workspace_id = 7'],
    );
    expect(query.match(/join "order" f/g)).toHaveLength(2);
    expect(query).not.toMatch(/join (ticket|visit|customer)\b/);
    expect(domainsOf([])).toEqual([]);
    expect(domainsOf([withWindow(90)('ORDERS'), withWindow(90)('TICKETS')])).toEqual(['customers', 'crm']);
    expect(domainsOf([withWindow(90)('VISITS')])).toEqual(['customers', 'web']);
    expect(domainsOf([withWindow(90)('TENURE_DAYS')])).toEqual(['customers']);
  });
});

describe('the parameters of a driver run', () => {
  const parse = (rest: object) => driverParameters.safeParse({ outcome: 'Q1', drivers: [], ...rest });
  it('are valid without features, as they were stored before there were any', () => {
    expect(parse({ drivers: ['Q2'] }).data).toEqual({ outcome: 'Q1', drivers: ['Q2'], confidenceLevel: 0.95, features: [] });
  });
  it('need a driver of either kind, and a window where there is one', () => {
    expect(parse({}).success).toBe(false);
    expect(parse({ features: [{ feature: 'ORDERS', windowDays: 90 }] }).success).toBe(true);
    expect(parse({ features: [{ feature: 'TENURE_DAYS' }] }).data?.features).toEqual([{ feature: 'TENURE_DAYS', windowDays: null }]);
    for (const feature of [{ feature: 'ORDERS' }, { feature: 'ORDERS', windowDays: 0 }, { feature: 'TENURE_DAYS', windowDays: 90 }])
      expect(parse({ features: [feature] }).success).toBe(false);
  });
});
