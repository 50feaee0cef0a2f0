import { describe, expect, it } from 'vitest';
import { analysisInput } from '../../../clients/cli/analysisInput.ts';
import { collect } from '../../../clients/cli/collect.ts';
import { type RankedRow, rankingCsv, rankingTable } from '../../../clients/cli/commands/customers.ts';

const none = { name: null, kind: null, set: [] };

describe('what earshot analyses create sends', () => {
  it('is the kind and the name, with settings that lead into it', () => {
    const set = [
      'survey=relationship',
      'valueLoyalty.tiers=4',
      'valueLoyalty.valueAnalysis=clv',
      'drivers.drivers=["a","b"]',
      'x.y.z=true',
    ];
    expect(analysisInput(null, { name: 'segments', kind: 'value-loyalty', set })).toEqual({
      name: 'segments',
      kind: 'VALUE_LOYALTY',
      survey: 'relationship',
      valueLoyalty: { tiers: 4, valueAnalysis: 'clv' },
      drivers: { drivers: ['a', 'b'] },
      x: { y: { z: true } },
    });
  });
  it('is a file, of which settings change what they name and nothing else', () => {
    const file = { name: 'a', kind: 'CLV', clv: { horizonMonths: 12, margin: 'AUTO' } };
    expect(analysisInput(file, { ...none, set: ['clv.horizonMonths=24', 'name=b'] })).toEqual({
      name: 'b',
      kind: 'CLV',
      clv: { horizonMonths: 24, margin: 'AUTO' },
    });
    expect(file.clv.horizonMonths).toBe(12);
  });
  it.each([
    [[], none, 'the file holds no JSON object'],
    [{ kind: 'CLV' }, none, 'the analysis has no name'],
    [null, { name: 'a', kind: 'weather', set: [] }, '--kind WEATHER is not possible'],
    [null, { name: 'a', kind: 'CLV', set: ['tiers'] }, '--set tiers says no path and value'],
    [null, { name: 'a', kind: 'CLV', set: ['=4'] }, 'says no path and value'],
    [null, { name: 'a', kind: 'CLV', set: ['a b=4'] }, 'says no path and value'],
    [null, { name: 'a', kind: 'CLV', set: ['name.first=x'] }, 'leads into name, which is no object'],
  ])('refuses %j with %j', (file, given, message) => expect(() => analysisInput(file, given)).toThrow(message));
  it('takes a name of a prototype for a field like any other', () => {
    analysisInput(null, { name: 'a', kind: 'CLV', set: ['constructor.prototype.polluted=1'] });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

const row = (rest: Partial<RankedRow>): RankedRow => ({
  position: 1,
  customer: { externalId: 'C-1' },
  churnRisk: null,
  churnRiskCiLow: null,
  churnRiskCiHigh: null,
  pAlive: null,
  expectedPurchases: null,
  expectedPurchasesLow: null,
  expectedPurchasesHigh: null,
  value: null,
  valueExpectedLow: null,
  valueExpectedHigh: null,
  valuePredictedLow: null,
  valuePredictedHigh: null,
  percentile: null,
  tier: null,
  ...rest,
});

describe('a ranking of customers', () => {
  it('has the columns that the run has', () => {
    expect(
      rankingTable([
        row({ churnRisk: 0.25, churnRiskCiLow: 0.2, churnRiskCiHigh: 0.31 }),
        row({ position: 2, customer: null, churnRisk: 0.1 }),
      ]),
    ).toEqual(['#  customer    risk  interval', '1  C-1       25.0 %  20.0 % to 31.0 %', '2  –         10.0 %']);
    expect(rankingTable([row({ value: 1234.5, tier: 'GOLD', percentile: 0.99 })])[1]).toBe('1  C-1       1,234.50      99.0 %  GOLD');
  });
  it('has every column in CSV, with every digit and every text as it is; for Excel no formula', async () => {
    const csv = async (style: { excel?: boolean }) => {
      const rows = async function* () {
        yield row({ customer: { externalId: '+491701234567' }, value: 0.1 + 0.2 });
      };
      return (await collect(rankingCsv(rows(), style))).join('').split('\r\n');
    };
    const [head, first] = await csv({});
    expect(head).toMatch(/^position,customer,churnRisk,.*,percentile,tier$/);
    expect(first).toBe('1,+491701234567,,,,,,,,0.30000000000000004,,,,,,');
    const [marked, escaped] = await csv({ excel: true });
    expect(marked).toMatch(/^\ufeffposition,/);
    expect(escaped).toMatch(/^1,'\+491701234567,/);
  });
});
