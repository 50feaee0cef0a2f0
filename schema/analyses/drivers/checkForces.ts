import type { Question } from '../../../prisma/generated/client/client.ts';
import { featureKey, type RequestedFeature } from '../../../worker/featureCatalogue.ts';
import { badUserInput } from '../../errors.ts';
import type { DriversInputShape } from './driversInput.ts';
import type { DriverParameters } from './storedDrivers.ts';

interface Chosen {
  readonly drivers: readonly string[];
  readonly features: readonly RequestedFeature[];
  readonly traits: readonly string[];
  readonly codebook: ReadonlyMap<string, Question>;
}

/** The forces asked for; by default those that the codebook gives the questions chosen, as one force is no comparison: two at least. */
export function checkForces(asked: DriversInputShape['forces'] | null, chosen: Chosen): DriverParameters['forces'] {
  const members = [...chosen.drivers, ...chosen.features.map(featureKey), ...chosen.traits];
  if (asked == null) return forcesOfCodebook(chosen, members);
  const forceOf = new Map<string, string>();
  for (const [index, { name, drivers }] of asked.entries()) {
    const argument = `input.drivers.forces.${index}`;
    if (name.trim() === '') throw badUserInput(`${argument}.name`, 'this is empty');
    if (asked.findIndex((other) => other.name === name) !== index) throw badUserInput(`${argument}.name`, `${name} is there twice`);
    if (drivers.length === 0) throw badUserInput(`${argument}.drivers`, 'a force has one driver at least');
    for (const [place, driver] of drivers.entries()) {
      if (!members.includes(driver)) throw badUserInput(`${argument}.drivers.${place}`, `${driver} is not among the drivers`);
      const other = forceOf.get(driver);
      if (other !== undefined) throw badUserInput(`${argument}.drivers.${place}`, `${driver} is in ${other} already`);
      forceOf.set(driver, name);
    }
  }
  const single = members.find((member) => !forceOf.has(member) && asked.some(({ name }) => name === member));
  if (single !== undefined) throw badUserInput('input.drivers.forces', `a force is named ${single}, as a driver outside of it`);
  return asked.map(({ name, drivers }) => ({ name, drivers: [...drivers] }));
}

function forcesOfCodebook({ drivers, codebook }: Chosen, members: readonly string[]): DriverParameters['forces'] {
  const forces = new Map<string, string[]>();
  for (const key of drivers) {
    const force = codebook.get(key)?.force;
    if (force) forces.set(force, [...(forces.get(force) ?? []), key]);
  }
  const isClear = [...forces].every(([name, own]) => !members.includes(name) || own.includes(name));
  return forces.size < 2 || !isClear ? [] : Array.from(forces, ([name, own]) => ({ name, drivers: own }));
}
