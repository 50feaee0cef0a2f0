import { type DriverBootstrap, driverBootstrap } from '../../stats/drivers/driverBootstrap.ts';
import { type DriverDraws, driverDraws } from '../../stats/drivers/driverDraws.ts';
import { forceMembers } from '../../stats/drivers/driverForces.ts';
import { LMG_MAX_DRIVERS } from '../../stats/drivers/lmg.ts';
import type { Grouping } from '../../stats/rows/grouping.ts';
import type { DriverDesign } from './driverDesign.ts';

/** How many are among the first, of the probability to be one of them. */
const topK = 3;
const usualDraws = 1000;
/** Without a wish, draws are made where they are estimated to take no longer than this: the same data, the same draws. */
const secondsForDraws = 30;

export interface DrawOptions {
  readonly missing: 'LISTWISE' | 'AVAILABLE' | 'EM';
  readonly draws: number;
  readonly seed: number;
  readonly onProgress: (fraction: number) => void;
}

/** 1,000 draws, or none where they would take too long to be made unasked. */
export function defaultDraws({ rows, drivers, forces }: DriverDesign, missing: DrawOptions['missing']): number {
  const count = drivers.length;
  const walk = rows * 1.5e-9 * (count + 2) ** 2 * { LISTWISE: 1, AVAILABLE: 3, EM: 24 }[missing];
  const split = count > LMG_MAX_DRIVERS ? 1.5e-6 * count ** 3 : 4e-8 * 2 ** count;
  const seconds = usualDraws * (walk + rows * 1e-8 + split * (forces.length > 0 ? 2 : 1));
  return seconds <= secondsForDraws ? usualDraws : 0;
}

/** Draws of whole customers, for each group of the same customers; one table in all without groups. */
export function importanceDraws(
  design: DriverDesign,
  { missing, draws, seed, onProgress }: DrawOptions,
  grouping?: Grouping,
): DriverDraws[] {
  const { outcome, drivers, roles, forces } = design;
  const names = drivers.map(({ name }) => name);
  const sample = {
    outcome,
    drivers,
    treatment: missing,
    ...(roles === undefined ? {} : { roles }),
    ...(forces.length === 0 ? {} : { forces: forceMembers(forces, names).map(({ members }) => members) }),
    ...(grouping === undefined ? {} : { grouping }),
  };
  return driverDraws(sample, { seed, draws, onProgress });
}

export function summaryOf(table: DriverDraws, confidenceLevel: number): DriverBootstrap {
  return driverBootstrap(table, { confidenceLevel, topK });
}
