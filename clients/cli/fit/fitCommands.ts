/** Every model of `earshot fit`. Loaded only when one is asked for: the statistics take longer to load than the other commands to run. */
import type { FitCommand } from './fitModel.ts';
import { bgnbdFit } from './models/bgnbd.ts';
import { cesFit } from './models/ces.ts';
import { cifFit } from './models/cif.ts';
import { coxFit } from './models/cox.ts';
import { csatFit } from './models/csat.ts';
import { csiFit } from './models/csi.ts';
import { describeFit } from './models/describe.ts';
import { driversFit } from './models/drivers.ts';
import { gammagammaFit } from './models/gammagamma.ts';
import { kmFit } from './models/km.ts';
import { logitFit } from './models/logit.ts';
import { logrankFit } from './models/logrank.ts';
import { npsFit } from './models/nps.ts';
import { olsFit } from './models/ols.ts';
import { ordinalFit } from './models/ordinal.ts';
import { paretonbdFit } from './models/paretonbd.ts';
import { retentionFit } from './models/retention.ts';
import { sbgFit } from './models/sbg.ts';

export const fitCommands: readonly FitCommand[] = [
  bgnbdFit,
  cesFit,
  cifFit,
  coxFit,
  csatFit,
  csiFit,
  describeFit,
  driversFit,
  gammagammaFit,
  kmFit,
  logitFit,
  logrankFit,
  npsFit,
  olsFit,
  ordinalFit,
  paretonbdFit,
  retentionFit,
  sbgFit,
];
