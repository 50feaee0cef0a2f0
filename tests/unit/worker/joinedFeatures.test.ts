import { describe, expect, it } from 'vitest';
import { driverParameters } from '../../../worker/data/driverParameters.ts';
import { domainsOf, featureSql } from '../../../worker/data/joinedFeatures.ts';
import { featureKey, featureLabel, hasWindow, type JoinedFeature, joinedFeatures } from '../../../worker/featureCatalogue.ts';

const withWindow = (windowDays: number) => (feature: JoinedFeature) => ({
  feature,
  windowDays: hasWindow(feature) ? windowDays : null,
  event: feature === 'EVENTS' ? 'add to cart' : null,
});

describe('joined features', () => {
  it('have a name of their own for every feature, window and event', () => {
    const keys = [1, 90, 3650].flatMap((days) => joinedFeatures.map(withWindow(days)).map(featureKey));
    const windowless = joinedFeatures.filter((feature) => !hasWindow(feature));
    expect(new Set(keys).size).toBe(keys.length - 2 * windowless.length);
    expect(keys).toContain('events_90d:add to cart');
  });
  it('say in words what they are', () => {
    expect(featureLabel(withWindow(90)('ORDERS'))).toBe('Orders in the 90 days before the answer');
    expect(featureLabel(withWindow(1)('COMPLAINTS'))).toBe('Complaints in the day before the answer');
    expect(featureLabel(withWindow(90)('TENURE_DAYS'))).toBe('Days as a customer at the answer');
    expect(featureLabel(withWindow(30)('EVENTS'))).toBe('Events “add to cart” in the 30 days before the answer');
  });
  it('read the tables of those asked for, each window once, and name the domains they read', () => {
    const asked = [withWindow(90)('ORDERS'), withWindow(90)('REVENUE'), withWindow(30)('ORDERS'), withWindow(90)('RECENCY_DAYS')];
    const { tables, values } = featureSql(7, asked);
    expect(values).toHaveLength(4);
    expect(tables).toHaveLength(3); // 90 days, 30 days, all time
    for (const { sql } of tables) expect(sql).toMatch(/join "order" f on f.workspace_id = 7 [\s\S]* < q\.responded_at/);
    expect(domainsOf([])).toEqual([]);
    expect(domainsOf([withWindow(90)('ORDERS'), withWindow(90)('TICKETS')])).toEqual(['customers', 'crm']);
    expect(domainsOf([withWindow(90)('VISITS')])).toEqual(['customers', 'web']);
    expect(domainsOf([withWindow(90)('TENURE_DAYS')])).toEqual(['customers']);
  });
  it('bound every fact before the answer, whichever feature', () => {
    for (const feature of joinedFeatures) {
      for (const { sql } of featureSql(7, [withWindow(90)(feature)]).tables) expect(sql, feature).toMatch(/f\.\w+ < q\.responded_at/);
    }
  });
});

describe('the parameters of a driver run', () => {
  const parse = (rest: object) => driverParameters.safeParse({ outcome: 'Q1', drivers: [], ...rest });
  it('are valid without what came later, as they were stored before', () => {
    expect(parse({ drivers: ['Q2'] }).data).toMatchObject({
      outcome: 'Q1',
      drivers: ['Q2'],
      confidenceLevel: 0.95,
      features: [],
      traits: [],
      model: 'LINEAR',
      missing: 'LISTWISE',
      compare: null,
    });
  });
  it('need a driver of some kind, a window where there is one, and an event for EVENTS alone', () => {
    expect(parse({}).success).toBe(false);
    expect(parse({ traits: ['segment'] }).success).toBe(true);
    expect(parse({ features: [{ feature: 'ORDERS', windowDays: 90 }] }).success).toBe(true);
    expect(parse({ features: [{ feature: 'TENURE_DAYS' }] }).data?.features).toEqual([
      { feature: 'TENURE_DAYS', windowDays: null, event: null },
    ]);
    for (const feature of [
      { feature: 'ORDERS' },
      { feature: 'ORDERS', windowDays: 0 },
      { feature: 'TENURE_DAYS', windowDays: 90 },
      { feature: 'EVENTS', windowDays: 90 },
      { feature: 'VISITS', windowDays: 90, event: 'x' },
    ])
      expect(parse({ features: [feature] }).success).toBe(false);
  });
  it('explain a question or a behaviour, not both and not neither', () => {
    const behaviour = { kind: 'REPURCHASE', withinDays: 90, churn: null };
    expect(parse({ drivers: ['Q2'], outcome: null }).success).toBe(false);
    expect(parse({ drivers: ['Q2'], behaviour }).success).toBe(false);
    expect(parse({ drivers: ['Q2'], outcome: null, behaviour }).success).toBe(true);
  });
});
