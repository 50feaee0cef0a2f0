import { expect, it } from 'vitest';
import { STATUS_CODES } from '../../../worker/stats/index.ts';

// definitions.md, section 6: the closed list
const CODES =
  'NOT_ENOUGH_DATA LOW_R2 COLLINEAR ZERO_VARIANCE SEPARATION SUPPRESSOR TOO_FEW_EVENTS PH_VIOLATED LEFT_TRUNCATED NOT_CONVERGED BOUNDARY SHORT_WINDOW INCOMPLETE_PERIOD LEVERAGE_ONE INDEFINITE DIRECT_EFFECT EXTRAPOLATED STALE LOW_COVERAGE RANK_DEFICIENT ROWS_DROPPED MANY_RETURNS SPEND_DEPENDS';

it('holds the codes of the definitions and no others', () => expect(Object.keys(STATUS_CODES).sort()).toEqual(CODES.split(' ').sort()));
it.each(Object.entries(STATUS_CODES))(
  '%s has one sentence for a manager and another for a statistician',
  (_code, { manager, statistician }) => {
    for (const sentence of [manager, statistician]) expect(sentence).toMatch(/^[A-Z|].{20,}\.$/);
    expect(manager).not.toBe(statistician);
  },
);
