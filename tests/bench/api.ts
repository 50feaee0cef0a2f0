import { benchExports } from './exports.ts';
import { pageContest } from './pages/contest.ts';

/** What the doors of the API cost, each beside its floor in the same run. */
export async function benchApi(quick: boolean): Promise<void> {
  await pageContest({ bench: 'api', part: 'a' }, 'answers', quick);
  await benchExports(quick);
}
