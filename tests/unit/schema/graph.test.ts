import { readFileSync } from 'node:fs';
import { isUnionType, lexicographicSortSchema, printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../../schema/index.ts';

describe('the graph', () => {
  it('is the one that clients are generated from', () => {
    const committed = readFileSync(new URL('../../../schema/schema.graphql', import.meta.url), 'utf8');
    expect(`${printSchema(lexicographicSortSchema(schema))}\n`).toBe(committed);
  });
  it('says of every result of a run by which run, on data until when, computed when, and whether they have changed since', () => {
    const withoutNumbers = ['Cancelled', 'Failed', 'NotScored', 'Pending'];
    const members = ['RunResult', 'CustomerRiskResult', 'CustomerValueResult'].flatMap((name) => schema.getType(name));
    const results = members
      .flatMap((type) => (isUnionType(type) ? type.getTypes() : []))
      .filter(({ name }) => !withoutNumbers.includes(name));
    expect(results.map(({ name }) => name)).toEqual(expect.arrayContaining(['DriverResultReady', 'CustomerRisk', 'NotEstimable']));
    const lacking = results.flatMap((type) =>
      ['runId', 'dataThrough', 'computedAt', 'isStale']
        .filter((field) => !(field in type.getFields()))
        .map((field) => `${type.name}.${field}`),
    );
    expect(lacking).toEqual([]);
  });
  it('shows no internal id of a workspace', () => {
    expect(printSchema(schema)).not.toMatch(/workspaceId/i);
  });
});
