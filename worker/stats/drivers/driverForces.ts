import { ModelInputError } from '../outcome.ts';

/** A CX force: questions that stand for one need of the customer, and whose importance is asked for together. */
export interface DriverForce {
  readonly name: string;
  readonly drivers: readonly string[];
}

/** A player of the grouped Shapley value, by place of its drivers. */
export interface ForceMembers {
  readonly name: string;
  readonly members: readonly number[];
}

/**
 * The forces as places of their drivers; a driver in none is a force by itself, under its own name, after the named ones.
 *
 * @throws ModelInputError OUT_OF_RANGE naming the force and the driver: unknown, in two forces, none at all, or a name used twice
 */
export function forceMembers(forces: readonly DriverForce[], drivers: readonly string[]): ForceMembers[] {
  const forceOf = new Map<string, string>();
  for (const { name, drivers: own } of forces) {
    if (own.length === 0) throw new ModelInputError('OUT_OF_RANGE', `force ${name} has no drivers, at least one is needed`);
    for (const driver of own) {
      const other = forceOf.get(driver);
      if (!drivers.includes(driver))
        throw new ModelInputError('OUT_OF_RANGE', `force ${name} has ${driver}, one of ${drivers.join(', ')} is needed`);
      if (other !== undefined) throw new ModelInputError('OUT_OF_RANGE', `force ${name} has ${driver}, which force ${other} has already`);
      forceOf.set(driver, name);
    }
  }
  const single = drivers.filter((driver) => !forceOf.has(driver)).map((driver): DriverForce => ({ name: driver, drivers: [driver] }));
  const all = [...forces, ...single];
  const twice = all.find(({ name }, i) => all.findIndex((other) => other.name === name) !== i);
  if (twice !== undefined) throw new ModelInputError('OUT_OF_RANGE', `forces has ${twice.name} twice, distinct names are needed`);
  return all.map(({ name, drivers: own }) => ({ name, members: own.map((driver) => drivers.indexOf(driver)) }));
}
