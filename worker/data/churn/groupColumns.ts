import { literal } from '../../../prisma/sql.ts';
import type { SourceGroup } from './episodeSource.ts';

const customerColumns = { ACQUISITION_CHANNEL: 'c.acquisition_channel', PLAN: 's.plan', BILLING_INTERVAL: 's.billing_interval' } as const;

/**
 * SQL of the groups of a row: joins (`i` is the row's identity, `s` its subscription) and one integer expression a group, the
 * index of its level.
 */
export function groupColumns(workspaceId: number, groups: readonly SourceGroup[]): { joins: string; columns: readonly string[] } {
  const joins: string[] = [];
  if (groups.some(({ by }) => by === 'ACQUISITION_CHANNEL')) {
    joins.push(`join customer c on c.workspace_id = ${literal(workspaceId)} and c.id = i.customer_id`);
  }
  const columns = groups.map(({ by, trait, levels }, index) => {
    if (by !== 'TRAIT') return levelIndex(customerColumns[by], levels);
    const alias = `t${index}`;
    const ofTrait = `${alias}.workspace_id = ${literal(workspaceId)} and ${alias}.customer_id = i.customer_id and ${alias}.key = ${literal(trait)} and not ${alias}.is_personal`;
    joins.push(`left join customer_trait ${alias} on ${ofTrait}`);
    return levelIndex(`${alias}.value_text`, levels);
  });
  return { joins: joins.join(' '), columns };
}

/** @param levels the last two are those of the rest and of what is not known */
function levelIndex(value: string, levels: readonly string[]): string {
  const named = levels.slice(0, -2);
  const unknown = literal(levels.length - 1);
  const other = literal(levels.length - 2);
  if (named.length === 0) return `(case when ${value} is null then ${unknown} else ${other} end)::integer`;
  const place = `array_position(array[${named.map(literal).join(', ')}]::text[], ${value}) - 1`;
  return `(case when ${value} is null then ${unknown} else coalesce(${place}, ${other}) end)::integer`;
}
