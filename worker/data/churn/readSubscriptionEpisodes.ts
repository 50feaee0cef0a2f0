import { literal, type Transaction } from '../../../prisma/sql.ts';
import { BinaryFields } from '../binaryFields.ts';
import { momentOfDays } from '../days.ts';
import { readCopyBinary } from '../readCopyBinary.ts';
import type { EpisodeSource } from './episodeSource.ts';
import { groupColumns } from './groupColumns.ts';
import { moneyUnit } from './moneyUnit.ts';
import type { EpisodesRead, OnRow } from './readEpisodes.ts';
import { type PaidSpell, SubscriptionEpisodes } from './subscriptionEpisodes.ts';

/**
 * Contractual episodes out of the subscriptions, streamed by customer.
 *
 * @param ofSlice SQL condition on i.customer_id
 */
export async function readSubscriptionEpisodes(
  tx: Transaction,
  workspaceId: number,
  source: EpisodeSource,
  ofSlice: string,
  onRow: OnRow,
  onSpell: (spell: PaidSpell) => void,
): Promise<EpisodesRead> {
  const episodes = new SubscriptionEpisodes(source, onSpell);
  const fields = new BinaryFields();
  let rowsRead = 0;
  const stream = await tx.unsafe(`copy (${subscriptionsQuery(workspaceId, source, ofSlice)}) to stdout (format binary)`).readable();
  await readCopyBinary(stream, 8 + source.groups.length, (bytes, offset) => {
    fields.start(bytes, offset);
    const [customer, startedAt, observedFrom, canceledAt] = [fields.int8(), fields.days(), fields.days(), fields.days()];
    const knownEnd = fields.days();
    const endsLater = fields.int4() === 1;
    episodes.add({
      customer,
      startedAt,
      observedFrom,
      canceledAt,
      endedAt: endsLater ? Number.POSITIVE_INFINITY : knownEnd,
      cause: fields.int4(),
      mrr: fields.int8() / moneyUnit,
      groups: source.groups.map(() => fields.int4()),
    });
    rowsRead++;
    onRow();
  });
  const columns = episodes.finish();
  const exclusions = { ...episodes.columns.exclusions };
  return { episodes: columns, activities: null, rowsRead, exclusions, provisional: episodes.provisional };
}

function subscriptionsQuery(workspaceId: number, source: EpisodeSource, ofSlice: string): string {
  const { joins, columns } = groupColumns(workspaceId, source.groups);
  const asOf = literal(momentOfDays(source.asOf));
  const known = (column: string) => `case when s.${column} <= ${asOf} then s.${column} end`;
  const cause = `case when s.cancel_kind = 'MIGRATION' then 0 else ${causeIndex(source)} end::integer`;
  const money = `(s.mrr * ${literal(moneyUnit)})::bigint`;
  return `
    select i.customer_id, s.started_at, s.observed_from, ${known('canceled_at')}, ${known('ended_at')}, (s.ended_at > ${asOf})::integer, ${cause}, ${money}
           ${columns.map((column) => `, ${column}`).join('')}
      from subscription s join identity i on i.workspace_id = ${literal(workspaceId)} and i.id = s.identity_id ${joins}
     where s.workspace_id = ${literal(workspaceId)} and s.started_at <= ${asOf} and ${ofSlice}
     order by i.customer_id, s.started_at, s.id`;
}

/** SQL of the index + 1 into the causes; without a word about it the last, UNKNOWN. */
function causeIndex({ causes, causeColumn }: EpisodeSource): string {
  const column = causeColumn === 'CANCEL_KIND' ? 's.cancel_kind' : 's.cancel_reason';
  const named = causes.slice(0, -1);
  const rest = causes.indexOf('OTHER') + 1 || causes.length;
  const place = `array_position(array[${named.map(literal).join(', ')}]::text[], ${column})`;
  return `case when ${column} is null then ${literal(causes.length)} else coalesce(${place}, ${literal(rest)}) end`;
}
