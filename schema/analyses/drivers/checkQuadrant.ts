import type { Question } from '../../../prisma/generated/client/client.ts';
import { badUserInput } from '../../errors.ts';
import type { DriversInputShape } from './driversInput.ts';
import type { DriverParameters } from './storedDrivers.ts';

const path = 'input.drivers.quadrant';

/**
 * Lines that divide the drivers. A number has to lie where they can: a share of importance within 0 and 1, performance in the unit in which the questions
 * are compared (comparablePerformance of the engine).
 */
export function checkQuadrant(
  quadrant: DriversInputShape['quadrant'],
  { drivers, codebook }: { readonly drivers: readonly string[]; readonly codebook: ReadonlyMap<string, Question> },
): DriverParameters['quadrant'] {
  const { at, importance, performance } = quadrant ?? {};
  if (importance != null && !(importance > 0 && importance < 1))
    throw badUserInput(`${path}.importance`, `${importance} is not between 0 and 1: it is a share of the importance of all drivers`);
  if (performance != null) checkPerformance(performance, drivers, codebook);
  return { at: at ?? 'MEAN', importance: importance ?? null, performance: performance ?? null };
}

function checkPerformance(performance: number, drivers: readonly string[], codebook: ReadonlyMap<string, Question>): void {
  const argument = `${path}.performance`;
  if (drivers.length === 0)
    throw badUserInput(argument, 'no question is among the drivers, and a feature or trait has no performance: leave it out');
  const scales = drivers.flatMap((key) => {
    const { scaleMin, scaleMax } = codebook.get(key) ?? {};
    return scaleMin == null || scaleMax == null ? [] : [{ min: scaleMin, max: scaleMax }];
  });
  const [first] = scales;
  if (first === undefined || scales.length < drivers.length) return; // the unit is the mean answer, and no scale says how far it goes
  const { min, max } = scales.some((scale) => scale.min !== first.min || scale.max !== first.max) ? { min: 0, max: 1 } : first;
  if (performance >= min && performance <= max) return;
  const unit = scales.every((scale) => scale.min === first.min && scale.max === first.max)
    ? 'the scale of the questions'
    : 'a share of the scale: the scales of the questions differ';
  throw badUserInput(argument, `${performance} is not between ${min} and ${max}, ${unit}`);
}
