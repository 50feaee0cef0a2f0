import type { Quadrant } from '../../data/driverParameters.ts';
import type { DriverDifferenceRow, DriverGroupEstimateRow, DriverGroupRow } from '../../data/driverResult.ts';
import { PRIVACY_CUSTOMERS, RELIABLE_CUSTOMERS } from '../../stats/descriptive/thresholds.ts';
import type { DriverBootstrap } from '../../stats/drivers/driverBootstrap.ts';
import { type DriverGroup, driverDifferences } from '../../stats/drivers/driverDifferences.ts';
import type { DriverDraws } from '../../stats/drivers/driverDraws.ts';
import { designedPerformance } from '../../stats/drivers/driverPerformance.ts';
import { benjaminiHochberg } from '../../stats/inference/benjaminiHochberg.ts';
import { minimumDriverRows } from '../../stats/linear/minimumDriverRows.ts';
import { type FitOutcome, notEstimable, type Warning } from '../../stats/outcome.ts';
import type { Categories } from './driverColumns.ts';
import { type DriverDesign, designOfRows } from './driverDesign.ts';
import { type DrawOptions, importanceDraws, summaryOf } from './importanceDraws.ts';
import { placement } from './placement.ts';
import { type PlainFit, plainFit } from './plainFit.ts';
import { shareStability } from './shareStability.ts';

/** Each pair of them is compared, driver by driver. */
const mostGroups = 20;

export interface ComparedGroups {
  readonly groups: readonly DriverGroupRow[];
  readonly groupEstimates: readonly DriverGroupEstimateRow[];
  readonly differences: readonly DriverDifferenceRow[];
  readonly warnings: readonly Warning[];
}

interface GroupOfRows {
  readonly name: string;
  readonly design: DriverDesign;
  readonly isOwn: boolean;
}

interface FittedGroup extends GroupOfRows {
  readonly outcome: FitOutcome<PlainFit>;
  readonly draws: DriverDraws | null;
  readonly bootstrap: DriverBootstrap | null;
}

export interface CompareOptions extends DrawOptions {
  readonly confidenceLevel: number;
  /** Numbers of it hold for every group; means and medians are the group's own. */
  readonly quadrant: Quadrant;
  /** The group that the others are compared with; null: every pair is compared. */
  readonly own: string | null;
}

/**
 * The linear model within each group, and the differences between groups in importance (raw LMG) and performance (means), with
 * intervals from draws of customers that are the same for all groups, and p-values adjusted by Benjamini and Hochberg over the
 * whole family. Answers without a group are in none.
 */
export function compareGroups(design: DriverDesign, categories: Categories, options: CompareOptions): ComparedGroups {
  const { shown, warnings } = groupsOf(design, categories, options.own);
  const fitted = fitGroups(design, categories, shown, options);
  return {
    groups: fitted.map((group, index) => groupRow(group, index, options)),
    groupEstimates: fitted.flatMap((group) => estimateRows(group, options)),
    differences: differences(design, fitted, options),
    warnings,
  };
}

function groupsOf(design: DriverDesign, { codes, labels }: Categories, own: string | null): { shown: GroupOfRows[]; warnings: Warning[] } {
  const rows = labels.map((): number[] => []);
  for (let row = 0; row < codes.length; row++) rows[codes[row] ?? -1]?.push(row);
  const all = labels.map((name, code) => ({ name, design: designOfRows(design, Int32Array.from(rows[code] ?? [])), isOwn: name === own }));
  const largeEnough = all
    .filter((group) => group.design.customerCount >= PRIVACY_CUSTOMERS)
    .sort((a, b) => Number(b.isOwn) - Number(a.isOwn) || b.design.rows - a.design.rows || (a.name < b.name ? -1 : 1));
  const largest = largeEnough.slice(0, mostGroups);
  const shown = withoutTelling(largest, design, { codes, labels });
  const hidden = all.length - largeEnough.length + largest.length - shown.length;
  const warnings: Warning[] = [];
  const warn = (detail: string) => warnings.push({ code: 'NOT_ENOUGH_DATA', subject: null, detail });
  if (hidden > 0) warn(`${hidden} groups of fewer than ${PRIVACY_CUSTOMERS} customers, or that would tell of so few, are not shown`);
  if (largeEnough.length > mostGroups) warn(`only the ${mostGroups} largest of ${largeEnough.length} groups are shown`);
  return { shown, warnings };
}

/**
 * All answers less those of the groups that are shown must not tell of a few: while the rest is of 1 to 9 customers, the smallest group
 * joins it, the own one last.
 *
 * @param groups the own one first, then the largest first
 */
function withoutTelling(groups: readonly GroupOfRows[], { customers }: DriverDesign, { codes, labels }: Categories): GroupOfRows[] {
  const shown = [...groups];
  const isTelling = () => {
    const shownCodes = new Set(shown.map(({ name }) => labels.indexOf(name)));
    const rest = new Set(customers.filter((_, row) => !shownCodes.has(codes[row] ?? -1)));
    return rest.size > 0 && rest.size < PRIVACY_CUSTOMERS;
  };
  while (shown.length > 0 && isTelling()) shown.pop();
  return shown;
}

function fitGroups(design: DriverDesign, categories: Categories, groups: readonly GroupOfRows[], options: CompareOptions): FittedGroup[] {
  const needed = minimumDriverRows(design.drivers.length);
  const isLarge = (group: GroupOfRows) => group.design.rows >= needed && group.design.customerCount >= RELIABLE_CUSTOMERS;
  const drawn = groups.filter(isLarge);
  const placeOf = new Map(drawn.map(({ name }, place) => [categories.labels.indexOf(name), place]));
  const grouping = { codes: categories.codes.map((code) => placeOf.get(code) ?? -1), labels: drawn.map(({ name }) => name) };
  const tables = options.draws > 0 && drawn.length > 0 ? importanceDraws(design, options, grouping) : [];
  return groups.map((group) => {
    if (!isLarge(group)) {
      const { rows, customerCount } = group.design;
      const detail = `${rows} complete rows of ${customerCount} customers, ${needed} of ${RELIABLE_CUSTOMERS} are needed`;
      return { ...group, outcome: notEstimable('NOT_ENOUGH_DATA', detail), draws: null, bootstrap: null };
    }
    const draws = tables[drawn.indexOf(group)] ?? null;
    const bootstrap = draws && summaryOf(draws, options.confidenceLevel);
    const { missing, confidenceLevel } = options;
    return { ...group, outcome: plainFit(group.design, { missing, confidenceLevel, bootstrap }), draws, bootstrap };
  });
}

function groupRow({ name, design, isOwn, outcome }: FittedGroup, index: number, { confidenceLevel }: CompareOptions): DriverGroupRow {
  const { performance } = designedPerformance({ ...design.outcome, scale: null }, design.roles ?? {}, confidenceLevel);
  const model = outcome.kind === 'fitted' ? outcome.fit.model : null;
  return {
    groupKey: name,
    position: index + 1,
    isOwn,
    n: design.rows,
    customers: design.customerCount,
    outcomeMean: performance.estimate,
    outcomeCiLow: performance.ciLow,
    outcomeCiHigh: performance.ciHigh,
    rSquared: model?.rSquared ?? null,
    quality: model?.quality ?? null,
    seType: model?.seType ?? null,
    statusCode: outcome.kind === 'fitted' ? null : outcome.reason,
    statusDetail: outcome.kind === 'fitted' ? null : outcome.detail,
  };
}

function estimateRows({ name, design, outcome, bootstrap }: FittedGroup, { quadrant }: CompareOptions): DriverGroupEstimateRow[] {
  if (outcome.kind === 'notEstimable') return [];
  const { drivers } = outcome.fit;
  const { labels } = placement(
    design,
    drivers.map((row) => ({ ...row, importance: row.lmgShare ?? 0, mean: row.performance.estimate })),
    quadrant,
  );
  return drivers.map((row, index) => ({
    groupKey: name,
    driverKey: row.name,
    position: index + 1,
    rank: row.rank,
    lmg: row.lmg,
    lmgShare: row.lmgShare,
    estimate: row.estimate,
    stdErr: row.stdErr,
    pValue: row.pValue,
    pAdjusted: row.pAdjusted,
    ciLow: row.ciLow,
    ciHigh: row.ciHigh,
    reason: row.reason,
    mean: row.performance.estimate,
    meanStdErr: row.performance.stdErr,
    meanCiLow: row.performance.ciLow,
    meanCiHigh: row.performance.ciHigh,
    priority: labels[index] ?? null,
    ...shareStability(bootstrap?.drivers[index]),
  }));
}

function differences(
  { drivers }: DriverDesign,
  groups: readonly FittedGroup[],
  { own, confidenceLevel }: CompareOptions,
): DriverDifferenceRow[] {
  const names = drivers.map(({ name }) => name);
  const compared = groups.flatMap(({ name, outcome, draws }): DriverGroup[] =>
    outcome.kind === 'fitted' && draws !== null
      ? [
          {
            group: name,
            lmg: outcome.fit.drivers.map(({ lmg }) => lmg),
            means: outcome.fit.drivers.map(({ performance }) => performance.estimate ?? Number.NaN),
            draws,
          },
        ]
      : [],
  );
  const pairs = compared.flatMap((one, i) => compared.slice(i + 1).map((other) => [other, one] as const)); // estimate = one - other
  const family = pairs
    .filter((pair) => own === null || pair.some(({ group }) => group === own))
    .flatMap((pair) => driverDifferences(pair, names, confidenceLevel));
  const pAdjusted = benjaminiHochberg(family.map(({ pValue }) => pValue));
  return family.map(({ driver, group, measure, reference, estimate, stdErr, pValue, ciLow, ciHigh }, index) => ({
    measure,
    driverKey: driver,
    groupKey: group,
    reference,
    position: index + 1,
    estimate,
    stdErr,
    pValue,
    pAdjusted: pAdjusted[index] ?? null,
    ciLow,
    ciHigh,
  }));
}
