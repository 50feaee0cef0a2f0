/** Every command, in the order in which a newcomer needs them. */
import type { Command } from './command.ts';
import { demo } from './commands/demo.ts';
import { fit } from './commands/fit.ts';
import { importFile } from './commands/importFile.ts';
import {
  api,
  backup,
  keysCreate,
  keysList,
  keysRevoke,
  migrate,
  restore,
  start,
  worker,
  workspacesCreate,
  workspacesList,
} from './commands/parts.ts';
import { query } from './commands/query.ts';
import { run } from './commands/run.ts';
import { runs, runsCancel, runsShow } from './commands/runs.ts';

export const commands: readonly Command[] = [
  demo,
  start,
  workspacesCreate,
  workspacesList,
  keysCreate,
  keysList,
  keysRevoke,
  importFile,
  run,
  runs,
  runsShow,
  runsCancel,
  query,
  fit,
  backup,
  restore,
  api,
  worker,
  migrate,
];
