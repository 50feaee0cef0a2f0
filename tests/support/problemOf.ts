import { expect } from 'vitest';
import { EarshotError } from '../../clients/sdk/index.ts';

/** What the SDK throws; a fault of the program or an answer is none. */
export async function problemOf(work: Promise<unknown>): Promise<EarshotError> {
  const problem = await work.then(
    () => null,
    (error: unknown) => error,
  );
  expect(problem).toBeInstanceOf(EarshotError);
  return problem as EarshotError;
}
