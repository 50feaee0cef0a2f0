import { describe, expect, it } from 'vitest';
import { secondsLeft } from '../../../worker/secondsLeft.ts';

const at = (stage: 'waiting' | 'reading' | 'computing' | 'writing', fraction: number | null) => ({
  stage,
  fraction,
  rowsDone: null,
  rowsTotal: null,
});
const usual = { reading: 10, computing: 20, writing: 4 };

describe('the seconds that a run still takes', () => {
  it('are unknown before it begins, and on the first run of an analysis until only one stage is left', () => {
    expect(secondsLeft(at('waiting', null), 3, usual)).toBeNull();
    expect(secondsLeft(at('reading', 0.5), 5, null)).toBeNull();
    expect(secondsLeft(at('writing', null), 1, null)).toBeNull();
    expect(secondsLeft(at('writing', 0.25), 1, null)).toBeCloseTo(3, 12); // a quarter took 1 s
  });

  it('are those of the last run as long as this one keeps its pace', () => {
    expect(secondsLeft(at('reading', null), 0, usual)).toBeCloseTo(34, 12);
    expect(secondsLeft(at('reading', 0.5), 5, usual)).toBeCloseTo(5 + 20 + 4, 12);
    expect(secondsLeft(at('computing', 0.5), 10, usual)).toBeCloseTo(10 + 4, 12);
  });

  it('grow for all stages to come when this one is slower than it was', () => {
    // half of the rows took 10 s: 20 by its own pace, 10 by the last run, between them 15; so what comes takes 1.5 times as long
    expect(secondsLeft(at('reading', 0.5), 10, usual)).toBeCloseTo(15 - 10 + 1.5 * (20 + 4), 12);
  });

  it('are never negative, however long a stage outlasts the last one', () => {
    expect(secondsLeft(at('writing', null), 60, usual)).toBe(0);
  });

  it('ignore a pace that is measured on next to nothing', () => {
    expect(secondsLeft(at('reading', 0.001), 1, usual)).toBeCloseTo(33, 12);
  });
});
