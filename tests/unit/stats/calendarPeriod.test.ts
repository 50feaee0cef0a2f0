import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CalendarPeriod, lastDayOfPeriod, periodLabel, periodOfDay } from '../../../worker/stats/index.ts';
import { periodOfLabel } from '../../../worker/stats/survival/retention/calendarPeriod.ts';

const anyDay = fc.integer({ min: -800_000, max: 3_000_000 }); // years -220 to 10183
const dayOf = (text: string): number => Date.parse(text) / 86_400_000;
const label = (text: string, period: CalendarPeriod): string => periodLabel(periodOfDay(dayOf(text), period), period);

describe('calendar periods', () => {
  it('agree with the platform on every date of 300 years', () => {
    for (let day = dayOf('1850-01-01'); day < dayOf('2150-01-01'); day++) {
      const date = new Date(day * 86_400_000);
      expect(periodLabel(day, 'day')).toBe(date.toISOString().slice(0, 10));
      expect(periodOfDay(day, 'month')).toBe((date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth());
    }
  });
  it('a day lies in its period: not after its last day, after the last day of the period before', () =>
    fc.assert(
      fc.property(anyDay, fc.constantFrom('day', 'week', 'month', 'quarter', 'year'), (day, period) => {
        const index = periodOfDay(day, period);
        expect(lastDayOfPeriod(index, period)).toBeGreaterThanOrEqual(day);
        expect(lastDayOfPeriod(index - 1, period)).toBeLessThan(day);
        expect(periodOfDay(lastDayOfPeriod(index, period) + 1, period)).toBe(index + 1);
      }),
    ));
  it('a label leads back to its period', () => {
    const fourDigits = fc.integer({ min: -719_000, max: 2_900_000 });
    fc.assert(
      fc.property(fourDigits, fc.constantFrom('day', 'week', 'month', 'quarter', 'year'), (day, period) => {
        const index = periodOfDay(day, period);
        expect(periodOfLabel(periodLabel(index, period), period)).toBe(index);
      }),
      { numRuns: 500 },
    );
    expect(() => periodOfLabel('basic', 'month')).toThrow('label has basic, a year of four digits is needed first');
  });
  it('labels', () => {
    expect(label('1997-01-31', 'month')).toBe('1997-01');
    expect(label('1997-12-31', 'quarter')).toBe('1997-Q4');
    expect(label('2024-02-29', 'year')).toBe('2024');
    expect(label('2024-02-29', 'day')).toBe('2024-02-29');
  });
  it('ISO weeks belong to the year of their Thursday', () => {
    // ISO 8601: 2021-01-03 is a Sunday of 2020-W53, 2024-12-30 a Monday of 2025-W01
    expect(label('2021-01-03', 'week')).toBe('2020-W53');
    expect(label('2021-01-04', 'week')).toBe('2021-W01');
    expect(label('2024-12-29', 'week')).toBe('2024-W52');
    expect(label('2024-12-30', 'week')).toBe('2025-W01');
  });
});
