import type { Queryable } from '../../prisma/sql.ts';
import { customerFilter } from '../customers/customerFilter.sql.ts';
import { parseCustomerFilter } from '../customers/filter/customerFilter.ts';
import { readFilterNames } from '../customers/filter/filterNames.ts';
import { badUserInput } from '../errors.ts';
import type { Fragment } from '../facts/factTable.ts';
import type { MetricGrouping } from './metricsRequest.ts';

/** By key of the segment: its condition on a row `c` of customer, as of now. */
export type SegmentConditions = ReadonlyMap<string, Fragment>;

/**
 * The segments that groupings and filters name.
 *
 * @throws BAD_USER_INPUT where there is none of the name, FORBIDDEN where it goes by a personal trait without the scope pii
 */
export async function readSegments(
  sql: Queryable,
  workspaceId: number,
  groupings: readonly MetricGrouping[],
  showPersonal: boolean,
): Promise<SegmentConditions> {
  const keys = [...new Set(groupings.flatMap(({ segmentKey }) => segmentKey ?? []))];
  if (keys.length === 0) return new Map();
  const rows = await sql<{ key: string; definition: unknown }[]>`
    select key, definition from segment where workspace_id = ${workspaceId} and key = any(${keys}::text[])`;
  const filters = keys.map((key) => {
    const found = rows.find((row) => row.key === key);
    if (!found) throw badUserInput('input', `there is no segment ${JSON.stringify(key)}`);
    return { filter: parseCustomerFilter(found.definition, `segment ${key}`), asOf: null };
  });
  const names = await readFilterNames(sql, workspaceId, filters);
  return new Map(
    filters.map(({ filter }, at) => {
      const scope = { workspaceId, names, asOf: null, showPersonal, isJoinable: true, path: `segment ${keys[at]}` };
      return [keys[at] ?? '', customerFilter(sql, scope, filter)];
    }),
  );
}
