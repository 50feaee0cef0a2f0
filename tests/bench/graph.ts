import { pageContest } from './pages/contest.ts';

/** A page of 50 customers, each with 20 orders, 5 tickets and the last visit. */
export async function benchGraph(quick: boolean): Promise<void> {
  await pageContest({ bench: 'graph' }, 'joined', quick);
}
