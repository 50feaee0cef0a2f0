import type { Transaction } from '../../../prisma/sql.ts';
import type { Exclusions } from '../../exclusionReasons.ts';
import type { ChurnEpisodes } from '../churnEpisodes.ts';
import { joinSets } from '../joinSets.ts';
import type { ActivityMoments } from './activityMoments.ts';
import type { EpisodeSource } from './episodeSource.ts';
import { type OnActivity, readActivityEpisodes } from './readActivityEpisodes.ts';
import { readSubscriptionEpisodes } from './readSubscriptionEpisodes.ts';
import type { PaidSpell } from './subscriptionEpisodes.ts';

export interface EpisodesRead {
  readonly episodes: ChurnEpisodes;
  /** SILENT: what the episodes were made of. */
  readonly activities: ActivityMoments | null;
  /** Subscriptions or activities. */
  readonly rowsRead: number;
  /** Episodes left out. */
  readonly exclusions: Exclusions;
  /** CONTRACTUAL: endings that a return within 30 days could still undo. */
  readonly provisional: number;
}

/** Called after each row. */
export type OnRow = () => void;

export interface EpisodeListeners {
  readonly onRow?: OnRow;
  /** CONTRACTUAL: every stretch in which a customer paid, by customer. */
  readonly onSpell?: (spell: PaidSpell) => void;
  /** SILENT: every activity, by customer, then time. */
  readonly onActivity?: OnActivity;
}

/**
 * Reads the episodes of a workspace's customers in the transaction's snapshot, joined as sets.
 *
 * @param ofSlice SQL condition on i.customer_id that tells the customers to be read, `true` for all
 */
export async function readEpisodes(
  tx: Transaction,
  workspaceId: number,
  source: EpisodeSource,
  ofSlice: string,
  { onRow = () => {}, onSpell = () => {}, onActivity = () => {} }: EpisodeListeners = {},
): Promise<EpisodesRead> {
  await joinSets(tx);
  return source.kind === 'CONTRACTUAL'
    ? readSubscriptionEpisodes(tx, workspaceId, source, ofSlice, onRow, onSpell)
    : readActivityEpisodes(tx, workspaceId, source, ofSlice, onRow, onActivity);
}
