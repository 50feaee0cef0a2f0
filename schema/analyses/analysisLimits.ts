/** What runs of an analysis may take of a worker: part of how it is run, not of what it asks. */
import { limitBounds, type OwnLimits } from '../../worker/runLimits.ts';
import { badUserInput } from '../errors.ts';

export const limitNames = ['timeoutSeconds', 'memoryMegabytes'] as const satisfies readonly (keyof OwnLimits)[];

export const limitDescriptions = {
  timeoutSeconds: `How long an attempt of its runs may take, in seconds (${span('timeoutSeconds')}); never longer than the worker gives. Null: as long as the worker gives.`,
  memoryMegabytes: `How much memory its runs may take, in megabytes (${span('memoryMegabytes')}); never more than the worker gives. Null: as much as the worker gives.`,
} as const;

/** Undefined is not given. `path` leads to the argument that holds them. */
export function checkAnalysisLimits(given: { readonly [Name in keyof OwnLimits]?: number | null | undefined }, path = ''): void {
  for (const name of limitNames) {
    const value = given[name];
    const { least, most } = limitBounds[name];
    if (value != null && (value < least || value > most)) throw badUserInput(`${path}${name}`, `this is not between ${least} and ${most}`);
  }
}

function span(name: keyof OwnLimits): string {
  return `${limitBounds[name].least} to ${limitBounds[name].most}`;
}
