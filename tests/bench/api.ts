import { benchExports } from './exports.ts';

/** What the doors of the API cost, each beside its floor in the same run. */
export async function benchApi(quick: boolean): Promise<void> {
  await benchExports(quick);
}
