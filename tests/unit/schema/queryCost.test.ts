import { readFileSync } from 'node:fs';
import { complexityFromQuery } from '@pothos/plugin-complexity';
import { type DocumentNode, Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { overLimit, queryCost, queryLimits, schema } from '../../../schema/index.ts';

const costOf = (query: string, variables: Record<string, unknown> = {}) =>
  queryCost({ schema, document: parse(query), variables })?.cost ?? Number.NaN;

const value =
  'measure value valueDecimal n customers stdErr ciLow ciHigh seType isReliable isHidden reason reasonDetail change { referenceValue difference ciLow ciHigh pAdjusted }';
const metrics = (input: string, row = `groups { value } values { ${value} }`) => `{ metrics(input: { ${input} }) { rows { ${row} } } }`;

describe('the cost of metrics', () => {
  it('follows the rows of the page and the measures, a fifth of a point for each of their fields', () => {
    const by = 'by: [{ dimension: MONTH }, { dimension: TOUCHPOINT }]';
    // 100 rows of the fields `groups` with 2 × 1 and `values` with 3 × 2
    expect(costOf(metrics(`measures: [NPS, CSAT, CES], ${by}, first: 100`, 'groups { value } values { value n }'))).toBe(
      100 + 3 * 100 + 1 + 1 + (100 * (1 + 2 + 1 + 6)) / 5 - 1,
    );
    const ofRows = (first: string) => costOf(metrics(`measures: [NPS], ${by} ${first}`, 'isOther'));
    expect([ofRows(''), ofRows(', first: null'), ofRows(', first: 1000')]).toEqual([401, 401, 401]); // the default page
    expect(costOf('query ($n: Int) { metrics(input: { measures: [NPS], first: $n }) { rows { isOther } } }', { n: 5000 })).toBe(1201);
  });

  it('is not that of another answer that shares its fragment', () => {
    const rows = 'fragment Rows on MetricsResult { rows { isOther } }';
    const [small, large] = ['measures: [NPS], first: 5', 'measures: [NPS], first: 10000'].map(
      (input) => `metrics(input: { ${input} }) { ...Rows }`,
    );
    for (const [a, b] of [
      [small, large],
      [large, small],
    ])
      expect(costOf(`{ a: ${a} b: ${b} } ${rows}`)).toBe(201 + 1 + 201 + 2000);
  });

  it('lets a dashboard pass, and no answer of millions of fields', () => {
    const dashboard = metrics(
      'measures: [NPS, CSAT, CES, RESPONSES, REVENUE], by: [{ dimension: MONTH }, { dimension: TOUCHPOINT }], first: 1250, compare: PREVIOUS_PERIOD',
    );
    expect(costOf(dashboard)).toBeLessThanOrEqual(queryLimits.cost);
    const huge = queryCost({
      schema,
      document: parse(metrics('measures: [NPS, CSAT, CES, RESPONSES, REVENUE], by: [{ dimension: DAY }], first: 10000')),
    });
    expect(huge && overLimit(huge)?.message).toMatch(
      /^The query costs \d+, at most 50000 is allowed: ask for smaller pages \(`first`\) or fewer fields$/,
    );
  });
});

describe('lists that come without pages', () => {
  it.each([
    ['the points of a curve', '{ run(id: "UnVuOjE") { result { ... on ChurnResultReady { curves { points { day } } } } } }', 10 * 40],
    ['the strata of responders', '{ responders(input: { measure: NPS, by: [{ dimension: COHORT }] }) { strata { base } } }', 400],
    [
      'the groups of a change',
      '{ scoreChange(input: { measure: NPS, by: { dimension: TOUCHPOINT }, groups: 50 }) { groups { isOther } } }',
      51,
    ],
  ])('cost what they can hold: %s', (_what, query, items) => {
    expect(costOf(query)).toBeGreaterThanOrEqual(items);
  });
});

/** Documents of the clients, each with the values that it needs. */
function documents(): { name: string; document: DocumentNode; variables: Record<string, unknown> }[] {
  const files = ['cli', 'sdk'].map((client) => new URL(`../../../clients/${client}/generated/persisted-documents.json`, import.meta.url));
  const texts = files.flatMap((file) => Object.values(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>));
  return texts.flatMap((text) => {
    const document = parse(text);
    const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
    const needed = operation?.variableDefinitions?.filter(({ type }) => type.kind === Kind.NON_NULL_TYPE) ?? [];
    const named = needed.map(({ variable, type }) => [
      variable.name.value,
      type.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.NAMED_TYPE ? type.type.name.value : '',
    ]);
    if (named.some(([, type = '']) => !['Int', 'String', 'ID'].includes(type))) return [];
    return [
      {
        name: operation?.name?.value ?? '',
        document,
        variables: Object.fromEntries(named.map(([variable, type]) => [variable, type === 'Int' ? 7 : 'x'])),
      },
    ];
  });
}

it('is, where no field tells of lists below it, what the plugin that fields declare their cost to makes of it', () => {
  const found = documents();
  expect(found.length).toBeGreaterThan(50);
  for (const { name, document, variables } of found) {
    const { complexity: cost, depth, breadth } = complexityFromQuery(document, { schema, variables });
    expect({ name, ...queryCost({ schema, document, variables }) }).toEqual({ name, cost, depth, breadth });
  }
});
