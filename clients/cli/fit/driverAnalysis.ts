/** Runs a key-driver analysis with its draws: of the whole file, and of each group with the differences between them. */
import {
  type DriverBootstrap,
  type DriverDifference,
  type DriverForce,
  type DriverRegressionFit,
  drawWarnings,
  driverBootstrap,
  driverDifferences,
  driverDraws,
  driverRegression,
  type FitOutcome,
  forceMembers,
  type Grouping,
  type IncompleteDriverFit,
  incompleteDriverRegression,
} from '../../../worker/stats/index.ts';
import { drawSeconds } from './drawSeconds.ts';
import type { DriverRequest } from './driverRequest.ts';
import { ofGroup, type RegressionData } from './regressionData.ts';

export type DriverFit = DriverRegressionFit | IncompleteDriverFit;

export interface DriverAnalysis {
  readonly data: RegressionData;
  readonly outcome: FitOutcome<DriverFit>;
  /** null without draws */
  readonly bootstrap: DriverBootstrap | null;
}

export interface GroupedAnalysis {
  readonly groups: readonly (DriverAnalysis & { readonly group: string })[];
  /** null without draws */
  readonly differences: readonly DriverDifference[] | null;
}

/** Without a wish, 1,000 draws are made where they are estimated to take no longer than this. */
const secondsForDraws = 20;
const defaultDraws = 1000;

/** Draws to make, and how long the usual number would take where it was too long to make them unasked. */
export function drawsFor(data: RegressionData, request: DriverRequest): { draws: number; tooLong: number | null } {
  if (request.draws !== null) return { draws: request.draws, tooLong: null };
  const seconds = defaultDraws * drawSeconds(data, request);
  return seconds <= secondsForDraws ? { draws: defaultDraws, tooLong: null } : { draws: 0, tooLong: seconds };
}

export function analyseDrivers(data: RegressionData, request: DriverRequest, draws: number): DriverAnalysis {
  const isComplete = request.treatment === 'LISTWISE';
  const plain = isComplete ? regress(data, request) : regressIncomplete(data, request, null);
  if (plain.kind === 'notEstimable' || draws === 0) return { data, outcome: plain, bootstrap: null };
  const [table] = driverDraws(sampleOf(data, request), { seed: request.seed, draws });
  const bootstrap = table === undefined ? null : driverBootstrap(table, { confidenceLevel: data.confidenceLevel, topK: request.topK });
  return withDraws(data, isComplete ? plain : regressIncomplete(data, request, bootstrap), bootstrap);
}

export function analyseGroups(data: RegressionData, grouping: Grouping, request: DriverRequest, draws: number): GroupedAnalysis {
  const { confidenceLevel } = data;
  const tables = draws === 0 ? null : driverDraws({ ...sampleOf(data, request), grouping }, { seed: request.seed, draws });
  const groups = grouping.labels.map((group, code) => {
    const own = ofGroup(data, grouping, code);
    const table = tables?.[code];
    const bootstrap = table === undefined ? null : driverBootstrap(table, { confidenceLevel, topK: request.topK });
    const outcome = request.treatment === 'LISTWISE' ? regress(own, request) : regressIncomplete(own, request, bootstrap);
    return { group, ...withDraws(own, outcome, outcome.kind === 'fitted' ? bootstrap : null), table };
  });
  const compared = groups.flatMap(({ group, outcome, table }) =>
    outcome.kind === 'fitted' && table !== undefined ? [{ group, ...estimatesOf(outcome.fit), draws: table }] : [],
  );
  const names = data.drivers.map(({ name }) => name);
  return { groups, differences: tables === null ? null : driverDifferences(compared, names, confidenceLevel) };
}

function estimatesOf({ drivers }: DriverFit): { lmg: number[]; means: number[] } {
  return { lmg: drivers.map(({ lmg }) => lmg), means: drivers.map(({ performance }) => performance.estimate ?? Number.NaN) };
}

function withDraws(data: RegressionData, outcome: FitOutcome<DriverFit>, bootstrap: DriverBootstrap | null): DriverAnalysis {
  if (outcome.kind === 'notEstimable' || bootstrap === null) return { data, outcome, bootstrap: null };
  return { data, outcome: { ...outcome, warnings: [...outcome.warnings, ...drawWarnings(bootstrap)] }, bootstrap };
}

function inputOf({ outcome, drivers, roles }: RegressionData, { scales, forces }: DriverRequest) {
  const columns = drivers.map((driver, j) => ({ ...driver, scale: scales[j] ?? null }));
  const hasRoles = Object.values(roles).some((role) => role !== undefined);
  return { outcome, drivers: columns, ...(hasRoles ? { roles } : {}), ...(forces.length > 0 ? { forces } : {}) };
}

function regress(data: RegressionData, request: DriverRequest): FitOutcome<DriverRegressionFit> {
  const { confidenceLevel } = data;
  const { seType } = request;
  return driverRegression(inputOf(data, request), { confidenceLevel, ...(seType === undefined ? {} : { seType }) });
}

function regressIncomplete(
  data: RegressionData,
  request: DriverRequest,
  bootstrap: DriverBootstrap | null,
): FitOutcome<IncompleteDriverFit> {
  const treatment = request.treatment === 'EM' ? 'EM' : 'AVAILABLE';
  return incompleteDriverRegression(inputOf(data, request), { treatment, confidenceLevel: data.confidenceLevel, bootstrap });
}

function sampleOf({ outcome, drivers, roles }: RegressionData, { treatment, forces }: DriverRequest) {
  return { outcome, drivers, roles, treatment, ...(forces.length > 0 ? { forces: placesOf(forces, drivers) } : {}) };
}

function placesOf(forces: readonly DriverForce[], drivers: readonly { readonly name: string }[]): (readonly number[])[] {
  const names = drivers.map(({ name }) => name);
  return forceMembers(forces, names).map(({ members }) => members);
}
