import { readFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../../schema/index.ts';

describe('the graph', () => {
  it('is the one that clients are generated from', () => {
    const committed = readFileSync(new URL('../../../schema/schema.graphql', import.meta.url), 'utf8');
    expect(`${printSchema(lexicographicSortSchema(schema))}\n`).toBe(committed);
  });
  it('shows no internal id of a workspace', () => {
    expect(printSchema(schema)).not.toMatch(/workspaceId/i);
  });
});
