import type { Queryable } from '../../../prisma/sql.ts';
import { loyaltyNames } from '../../analyses/valueLoyalty/loyalty.ts';
import { badUserInput } from '../../errors.ts';
import type { Fragment } from '../../facts/factTable.ts';
import type { FilterScope } from './condition.sql.ts';
import type { Condition } from './customerFilter.ts';
import { keyOfRun, runOfCell } from './filterNames.ts';

/**
 * By the rule of ValueLoyaltyCell.customers: who is in a hidden cell is not told, and nowhere stored. So a condition that reaches one is refused, where it would
 * leave out some of those whom it asks for. By `not` nothing is told that lists do not tell: who is in no cell that is shown.
 */
export function cellCondition(sql: Queryable, { workspaceId, names, asOf, path }: FilterScope, condition: Condition<'cell'>): Fragment {
  const run = names.runs.get(keyOfRun(runOfCell(condition, asOf)));
  if (!run) throw badUserInput(`${path}.analysis`, noRun(condition, asOf));
  const cells = names.cells.filter(({ runId }) => runId === run.resultId);
  const lowest = Math.max(0, ...cells.map(({ tier }) => tier));
  const beyond = condition.tiers?.find((tier) => tier > lowest);
  if (beyond !== undefined) throw badUserInput(`${path}.tiers`, `the run has the tiers 1 to ${lowest}, there is no tier ${beyond}`);
  const loyalties = condition.loyalties ?? loyaltyNames;
  const asked = cells.filter(({ loyalty, tier }) => loyalties.includes(loyalty) && (condition.tiers?.includes(tier) ?? true));
  const hidden = asked.filter(({ isHidden }) => isHidden);
  if (hidden.length > 0)
    throw badUserInput(
      path,
      `who is in ${hidden.map(({ loyalty, tier }) => `${loyalty} of tier ${tier}`).join(', ')} is not told, for these are too few or would tell of so few: name the other cells, by loyalties and tiers`,
    );
  const tiers = condition.tiers ? sql`and v.tier = any(${[...condition.tiers]}::integer[])` : sql``;
  return sql`exists (select from value_loyalty_customer v
    where v.workspace_id = ${workspaceId} and v.run_id = ${String(run.resultId)}::bigint and v.customer_id = c.id
      and v.loyalty = any(${[...loyalties]}::text[]) ${tiers})`;
}

function noRun({ analysis }: Condition<'cell'>, asOf: Date | null): string {
  const of = analysis === undefined ? 'an analysis of value and loyalty' : `analysis ${JSON.stringify(analysis)}, of value and loyalty`;
  return asOf === null
    ? `there is no finished run of ${of}: run one first`
    : `there is no finished run of ${of} that saw nothing after ${asOf.toISOString()} and whose scores are kept: run one as of then`;
}
