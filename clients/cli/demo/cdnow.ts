/** Real orders of the early web: a file as it comes, its columns named on the way in. */
import { join } from 'node:path';
import { checkout } from '../childProcess.ts';
import type { DemoFile } from './demoFiles.ts';

export const cdnowFiles: readonly DemoFile[] = [
  {
    path: join(checkout, 'prisma/seeds/cdnow/cdnow-transactions.csv'),
    as: 'orders',
    map: ['customer_external_id=customer_id', 'ordered_at=date', 'revenue=amount_usd'],
  },
];
