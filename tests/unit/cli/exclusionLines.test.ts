import { describe, expect, it } from 'vitest';
import { exclusionLines } from '../../../clients/cli/print/driverReport.ts';
import type { RunReport } from '../../../clients/cli/server/followRun.ts';
import { type ExclusionReason, exclusionReasons } from '../../../worker/exclusionReasons.ts';

const linesOf = (reason: ExclusionReason, rows = 3): string[] =>
  exclusionLines({ exclusions: [{ reason, rows }], parameters: { __typename: 'ChurnParameters' } } as unknown as RunReport);

describe('what a run left out', () => {
  it.each(Object.keys(exclusionReasons) as ExclusionReason[])('%s is told in words, not as a code', (reason) => {
    const [line] = linesOf(reason);
    expect(line).toMatch(/^ {2}left out: 3 [a-z]/);
    expect(line).not.toContain(reason);
  });
  it('is not told where it is nothing', () => expect(linesOf('NOT_OBSERVED', 0)).toEqual([]));
});
