/** IBM's sample of subscriptions, given the dates that it lacks. */
import { join } from 'node:path';
import type { AnalysisInput } from '../generated/graphql.ts';
import { type DemoPlace, output } from './access.ts';
import type { DemoFile } from './demoFiles.ts';

export async function convertTelco(place: DemoPlace): Promise<DemoFile[]> {
  const out = join(place.dataDir, 'demo-files', 'telco');
  await output(place, 'prisma/seeds/telco/subscriptions.ts', ['--out', out]);
  return [
    { path: join(out, 'customers.csv'), as: 'customers' },
    { path: join(out, 'subscriptions.csv'), as: 'subscriptions' },
  ];
}

/** A snapshot: all who are in it left in one quarter, or not yet. What can be said of such data is said, and no more. */
export const leavingAnalysis: AnalysisInput = { name: 'churn', kind: 'CHURN' };
