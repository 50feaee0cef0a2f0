/** Every command, in the order in which a newcomer needs them. */
import type { Command } from './command.ts';
import {
  biLoginCreate,
  biLoginList,
  biLoginRevoke,
  issuersList,
  issuersRemove,
  issuersTrust,
  keysCreate,
  keysList,
  keysRevoke,
  signIn,
  usersList,
  usersRemove,
  usersSet,
  workspacesCreate,
  workspacesDelete,
  workspacesList,
} from './commands/access.ts';
import { analyses, analysesCreate, analysesShow } from './commands/analyses.ts';
import { analysesLimits } from './commands/analysisLimits.ts';
import { analysesDelete, analysesRename } from './commands/analysisNames.ts';
import { audit } from './commands/audit.ts';
import { backfill, backfills, backfillsCancel, backfillsPause, backfillsResume, backfillsShow } from './commands/backfills.ts';
import { customers } from './commands/customers.ts';
import { backup, doctor, migrate, restore } from './commands/database.ts';
import { demo } from './commands/demo.ts';
import { customersErase } from './commands/eraseCustomer.ts';
import { datasets, exportDataset } from './commands/exportDataset.ts';
import { fit } from './commands/fit.ts';
import { importFile } from './commands/importFile.ts';
import { imports, importsCancel, importsShow, importsUndo } from './commands/imports.ts';
import { metrics, metricsList, metricsResponders, metricsWhy } from './commands/metrics.ts';
import { api, start, worker } from './commands/processes.ts';
import { query } from './commands/query.ts';
import { run } from './commands/run.ts';
import { runsCompare, runsLog, runsPublish, runsUnpublish } from './commands/runHistory.ts';
import { runs, runsCancel, runsShow } from './commands/runs.ts';
import { saved, savedAdd, savedRemove, savedShow } from './commands/saved.ts';
import {
  schedules,
  schedulesOnChange,
  schedulesPause,
  schedulesRemove,
  schedulesResume,
  schedulesSet,
  schedulesShow,
} from './commands/schedules.ts';
import { scores, scoresSet } from './commands/scores.ts';
import { segments, segmentsDelete, segmentsMembers, segmentsSave, segmentsShow } from './commands/segments.ts';
import {
  webhooks,
  webhooksCreate,
  webhooksDelete,
  webhooksDeliveries,
  webhooksDisable,
  webhooksEnable,
  webhooksReplay,
  webhooksReplayAll,
  webhooksRotate,
  webhooksSet,
  webhooksTest,
} from './commands/webhooks.ts';

export const commands: readonly Command[] = [
  demo,
  start,
  workspacesCreate,
  workspacesList,
  workspacesDelete,
  keysCreate,
  keysList,
  keysRevoke,
  signIn,
  biLoginCreate,
  biLoginList,
  biLoginRevoke,
  issuersTrust,
  issuersList,
  issuersRemove,
  usersSet,
  usersList,
  usersRemove,
  importFile,
  imports,
  importsShow,
  importsCancel,
  importsUndo,
  analyses,
  analysesShow,
  analysesCreate,
  analysesLimits,
  analysesRename,
  analysesDelete,
  run,
  runs,
  runsShow,
  runsCancel,
  runsLog,
  runsCompare,
  runsPublish,
  runsUnpublish,
  scores,
  scoresSet,
  schedules,
  schedulesShow,
  schedulesSet,
  schedulesPause,
  schedulesResume,
  schedulesRemove,
  schedulesOnChange,
  backfill,
  backfills,
  backfillsShow,
  backfillsPause,
  backfillsResume,
  backfillsCancel,
  webhooks,
  webhooksCreate,
  webhooksSet,
  webhooksEnable,
  webhooksDisable,
  webhooksTest,
  webhooksRotate,
  webhooksDeliveries,
  webhooksReplay,
  webhooksReplayAll,
  webhooksDelete,
  customers,
  customersErase,
  segments,
  segmentsShow,
  segmentsSave,
  segmentsMembers,
  segmentsDelete,
  metrics,
  metricsWhy,
  metricsResponders,
  metricsList,
  query,
  datasets,
  exportDataset,
  saved,
  savedAdd,
  savedShow,
  savedRemove,
  audit,
  fit,
  backup,
  restore,
  doctor,
  api,
  worker,
  migrate,
];
