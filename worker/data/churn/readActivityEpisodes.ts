import { literal, type Transaction } from '../../../prisma/sql.ts';
import { BinaryFields } from '../binaryFields.ts';
import { momentOfDays } from '../days.ts';
import { readCopyBinary } from '../readCopyBinary.ts';
import { ActivityEpisodes } from './activityEpisodes.ts';
import { ActivityColumns } from './activityMoments.ts';
import type { EpisodeSource } from './episodeSource.ts';
import { groupColumns } from './groupColumns.ts';
import { moneyUnit } from './moneyUnit.ts';
import type { EpisodesRead, OnRow } from './readEpisodes.ts';

/**
 * @param revenue NaN: not known; 0 for a visit
 * @param groups  index of the level, by group; the array is used again for the next activity
 */
export type OnActivity = (customer: number, at: number, revenue: number, groups: readonly number[]) => void;

/**
 * Silent episodes out of the orders, and of the visits where these count, streamed by customer and time.
 *
 * @param ofSlice SQL condition on i.customer_id
 */
export async function readActivityEpisodes(
  tx: Transaction,
  workspaceId: number,
  source: EpisodeSource,
  ofSlice: string,
  onRow: OnRow,
  onActivity: OnActivity,
): Promise<EpisodesRead> {
  const episodes = new ActivityEpisodes(source);
  const activities = new ActivityColumns();
  const fields = new BinaryFields();
  const groups = source.groups.map(() => 0);
  let rowsRead = 0;
  const stream = await tx.unsafe(`copy (${activitiesQuery(workspaceId, source, ofSlice)}) to stdout (format binary)`).readable();
  await readCopyBinary(stream, 3 + groups.length, (bytes, offset) => {
    fields.start(bytes, offset);
    const customer = fields.int8();
    const at = fields.days();
    const revenue = fields.int8() / moneyUnit;
    for (let g = 0; g < groups.length; g++) groups[g] = fields.int4();
    episodes.add(customer, at, groups);
    activities.add(customer, at);
    onActivity(customer, at, revenue, groups);
    rowsRead++;
    onRow();
  });
  const columns = episodes.finish();
  const exclusions = { ...episodes.columns.exclusions };
  return { episodes: columns, activities: activities.finish(), rowsRead, exclusions, provisional: 0 };
}

/** Orders as placed: whether one was cancelled or paid back became known later. */
function activitiesQuery(workspaceId: number, source: EpisodeSource, ofSlice: string): string {
  const { joins, columns } = groupColumns(workspaceId, source.groups);
  const until = `<= ${literal(momentOfDays(source.asOf))}`;
  const ofWorkspace = (alias: string) => `${alias}.workspace_id = ${literal(workspaceId)}`;
  const orders = `select o.identity_id, o.occurred_at as at, (o.revenue * ${literal(moneyUnit)})::bigint as revenue
        from "order" o where ${ofWorkspace('o')} and o.occurred_at ${until}`;
  const visits = `select v.identity_id, v.started_at, 0::bigint from visit v where ${ofWorkspace('v')} and v.started_at ${until}`;
  return `
    select i.customer_id, a.at, a.revenue ${columns.map((column) => `, ${column}`).join('')}
      from (${source.visitsCount ? `${orders} union all ${visits}` : orders}) a
      join identity i on ${ofWorkspace('i')} and i.id = a.identity_id ${joins}
     where ${ofSlice}
     order by i.customer_id, a.at, a.revenue`;
}
