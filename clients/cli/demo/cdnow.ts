/** Real orders of the early web: a file as it comes, its columns named on the way in. */
import { join } from 'node:path';
import { checkout } from '../childProcess.ts';
import type { AnalysisInput } from '../generated/graphql.ts';
import type { DemoFile } from './demoFiles.ts';

export const cdnowFiles: readonly DemoFile[] = [
  {
    path: join(checkout, 'prisma/seeds/cdnow/cdnow-transactions.csv'),
    as: 'orders',
    map: ['customer_external_id=customer_id', 'ordered_at=date', 'revenue=amount_usd'],
  },
];

/**
 * As published: fitted on the purchases to 30 September 1997 (39 weeks), in weeks, and held against the 39 weeks that follow.
 * Fader, Hardie & Lee (2005), doi:10.1287/mksc.1040.0098.
 */
export const worthAnalysis: AnalysisInput = {
  name: 'worth',
  kind: 'CLV',
  clv: { setting: 'NON_CONTRACTUAL', model: 'BG_NBD', timeUnit: 'WEEK', observedUntil: '1997-09-30' },
};
