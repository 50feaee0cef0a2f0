/**
 * Every flat dataset, declared once for all doors: a name is a view of the schema `bi` (without the personal columns, for the
 * SQL logins of BI tools) and a path below /bi/v1. The API reads the view of the same name in the schema `dataset`, which has the
 * personal columns too and `workspace_id` in front, so that its statements name the workspace. The migrations make the views;
 * tests/integration/prisma/biContract.test.ts holds them to this declaration.
 */
import { churnDatasets } from './churnDatasets.ts';
import { crmDatasets } from './crmDatasets.ts';
import { customerDatasets } from './customerDatasets.ts';
import type { Dataset } from './dataset.ts';
import { driverDatasets } from './driverDatasets.ts';
import { feedbackDatasets } from './feedbackDatasets.ts';
import { journeyDatasets } from './journeyDatasets.ts';
import { runDatasets } from './runDatasets.ts';
import { valueDatasets } from './valueDatasets.ts';
import { webDatasets } from './webDatasets.ts';

export type { Dataset, DatasetColumn, DatasetDomain, DatasetType } from './dataset.ts';

export const datasets: readonly Dataset[] = [
  ...customerDatasets,
  ...feedbackDatasets,
  ...crmDatasets,
  ...webDatasets,
  ...journeyDatasets,
  ...runDatasets,
  ...driverDatasets,
  ...churnDatasets,
  ...valueDatasets,
];
