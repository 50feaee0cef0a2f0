/** What `earshot fit drivers` is asked for, read from its options. */

import type { DriverForce, MissingTreatment, NamedColumn, Scale, SeType } from '../../../worker/stats/index.ts';
import { UsageError } from '../cliError.ts';
import type { OptionTable } from '../command.ts';
import { countOption } from '../countOption.ts';
import { observedScales, scaleOption } from './answerScale.ts';
import { numberOption } from './fitModel.ts';
import type { FitTable } from './fitTable.ts';
import { incompleteOption, type RegressionData, regressionOptions, seTypeOption } from './regressionData.ts';

export const driverOptions = {
  ...regressionOptions,
  forces: { type: 'string', value: 'F=A,B;G=C', help: 'groups of drivers whose importance is asked for together' },
  bootstrap: {
    type: 'string',
    value: '1000',
    help: 'draws for the intervals of shares and ranks, 0 for none (default 1000 where that takes seconds)',
  },
  seed: { type: 'string', value: '1', help: 'of the draws (default 1)' },
  top: { type: 'string', value: '3', help: 'topProbability is that of being among so many (default 3)' },
  missing: incompleteOption,
  se: {
    type: 'string',
    value: 'KIND',
    help: 'classical, hc3 or cluster (default: by cluster with --cluster, linearised with --weights, else hc3)',
  },
  scale: { type: 'string', value: '1-5', help: 'of the drivers, for the top two boxes (default: the scale that the answers show)' },
} as const satisfies OptionTable;

export interface DriverRequest {
  readonly treatment: MissingTreatment;
  readonly seType: SeType | undefined;
  readonly forces: readonly DriverForce[];
  /** null: as many as seconds allow */
  readonly draws: number | null;
  readonly seed: number;
  readonly topK: number;
  /** by driver; null = none, so no top two boxes */
  readonly scales: readonly (Scale | null)[];
}

interface DriverValues {
  readonly 'no-intercept'?: boolean;
  readonly forces?: string;
  readonly bootstrap?: string;
  readonly seed?: string;
  readonly top?: string;
  readonly se?: string;
  readonly cluster?: string;
  readonly weights?: string;
  readonly scale?: string;
  readonly categorical?: string;
}

const treatments = { listwise: 'LISTWISE', available: 'AVAILABLE', em: 'EM' } as const satisfies Record<string, MissingTreatment>;

/** @throws UsageError */
export function driverRequest(values: DriverValues, { drivers, missing, table }: RegressionData): DriverRequest {
  if (values['no-intercept'] === true)
    throw new UsageError(
      '--no-intercept is not for drivers: importance splits the R squared about the mean, which a line through the origin does not have',
      'leave it out, or say earshot fit ols … --no-intercept for the coefficients',
    );
  if (values.se !== undefined && missing !== 'listwise')
    throw new UsageError(`--se ${values.se} is not for --missing ${missing}`, 'its errors come from --bootstrap');
  const names = drivers.map(({ name }) => name);
  const categorical = values.categorical?.split(',').map((name) => name.trim()) ?? [];
  return {
    treatment: treatments[missing],
    seType: seTypeOption(values),
    forces: forcesOption(values.forces, names, categorical),
    draws: values.bootstrap === undefined ? null : drawsOption(values.bootstrap),
    seed: countOption('seed', values.seed ?? '1', { least: 0 }),
    topK: countOption('top', values.top ?? '3'),
    scales: values.scale === undefined ? observedScales(drivers) : scalesOption(scaleOption(values.scale), drivers, table),
  };
}

function drawsOption(text: string): number {
  return numberOption(
    'bootstrap',
    text,
    (value) => value === 0 || (Number.isSafeInteger(value) && value >= 100),
    '0 or a whole number from 100 up',
  );
}

/** Named forces; and each categorical driver outside of them, whose 0/1 columns only mean something together. */
export function forcesOption(text: string | undefined, columns: readonly string[], categorical: readonly string[]): DriverForce[] {
  const columnsOf = (driver: string): string[] =>
    columns.filter((column) => column === driver || (categorical.includes(driver) && column.startsWith(`${driver}=`)));
  const named =
    text === undefined
      ? []
      : text
          .split(';')
          .filter((part) => part.trim() !== '')
          .map((part) => forceOption(part, columnsOf));
  const forceOf = new Map<string, string>();
  for (const { name, drivers } of named) {
    for (const driver of drivers) {
      if (forceOf.has(driver))
        throw new UsageError(`--forces has ${driver} in ${forceOf.get(driver)} and in ${name}`, 'a driver is in one force');
      forceOf.set(driver, name);
    }
  }
  const alone = categorical.filter((driver) => columnsOf(driver).every((column) => !forceOf.has(column)));
  const forces = [...named, ...alone.map((driver): DriverForce => ({ name: driver, drivers: columnsOf(driver) }))].filter(
    ({ drivers }) => drivers.length > 0,
  );
  const single = columns.filter((column) => !forces.some(({ drivers }) => drivers.includes(column)));
  const all = [...forces.map(({ name }) => name), ...single];
  const twice = all.find((name, i) => all.indexOf(name) !== i);
  if (twice !== undefined)
    throw new UsageError(`--forces has two named ${twice}`, 'a force needs a name of its own, other than those of single drivers');
  return forces;
}

function forceOption(part: string, columnsOf: (driver: string) => string[]): DriverForce {
  const [name = '', list, ...rest] = part.split('=').map((piece) => piece.trim());
  const drivers = list?.split(',').map((driver) => driver.trim()) ?? [];
  if (name === '' || drivers.length === 0 || drivers.includes('') || rest.length > 0)
    throw new UsageError(`--forces ${part} is not NAME=A,B`, "separate forces by semicolons: --forces 'FAIR=Q1,Q2;CONTROL=Q3'");
  const stranger = drivers.find((driver) => columnsOf(driver).length === 0);
  if (stranger !== undefined) throw new UsageError(`--forces names ${stranger}, which is not among the drivers`, 'add it to --x');
  return { name, drivers: drivers.flatMap(columnsOf) };
}

/** One scale for all drivers that are in the file as they are. @throws FileFault at an answer off the scale */
function scalesOption(scale: Scale, drivers: readonly NamedColumn[], table: FitTable): (Scale | null)[] {
  return drivers.map(({ name, values }) => {
    if (name.includes('=')) return null; // one level of a categorical driver
    table.requireRows(
      name,
      (row) => {
        const value = values[row] ?? Number.NaN;
        return value < scale.min || value > scale.max ? `${value} is not on the scale ${scale.min}-${scale.max}` : null;
      },
      'say the scale of the drivers, or leave --scale out',
    );
    return scale;
  });
}
