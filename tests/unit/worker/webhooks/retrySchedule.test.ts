import { describe, expect, it } from 'vitest';
import { deliveryEnd } from '../../../../worker/webhooks/deliveryRow.ts';
import { retryDelaySeconds } from '../../../../worker/webhooks/retrySchedule.ts';

const answer = (status: number | null, retryAfterSeconds = 0) => ({
  status,
  error: null,
  response: null,
  retryAfterSeconds,
  milliseconds: 1,
});

describe('attempts', () => {
  // The specification's table "Example retry schedule": time since the first attempt, in h:mm:ss.
  it('are made when the specification recommends', () => {
    const times = [0];
    for (let failures = 1; ; failures++) {
      const delay = retryDelaySeconds(failures, 0);
      if (delay === null) break;
      times.push((times.at(-1) ?? 0) + delay);
    }
    const clock = (seconds: number) => [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) => Math.floor(part)).join(':');
    expect(times.map(clock)).toEqual(['0:0:0', '0:0:5', '0:5:5', '0:35:5', '2:35:5', '7:35:5', '17:35:5', '31:35:5', '51:35:5', '75:35:5']);
  });
  it('come later by chance, by up to a tenth', () => {
    expect(retryDelaySeconds(2, 1)).toBeCloseTo(330, 9);
    expect(retryDelaySeconds(2, 0.5)).toBeCloseTo(315, 9);
  });
  it('wait as long as the receiver asks, for a day at most', () => {
    expect(retryDelaySeconds(1, 0, 3600)).toBe(3600);
    expect(retryDelaySeconds(1, 0, 10_000_000)).toBe(86_400);
    expect(retryDelaySeconds(4, 0, 60)).toBe(7200);
  });
});

describe('an answer', () => {
  it.each([200, 201, 204, 299])('%i is success', (status) =>
    expect(deliveryEnd({ failures: 10 }, answer(status), 0)).toEqual({ state: 'DELIVERED' }),
  );
  it.each([null, 100, 301, 302, 307, 400, 401, 404, 409, 429, 500, 503])('%s is tried again', (status) =>
    expect(deliveryEnd({ failures: 1 }, answer(status), 0)).toEqual({ state: 'PENDING', delaySeconds: 5 }),
  );
  it('410 ends it and asks for no more', () =>
    expect(deliveryEnd({ failures: 1 }, answer(410), 0)).toEqual({ state: 'FAILED', isGone: true }));
  it('the tenth failure is the last', () => {
    expect(deliveryEnd({ failures: 9 }, answer(500), 0)).toEqual({ state: 'PENDING', delaySeconds: 86_400 });
    expect(deliveryEnd({ failures: 10 }, answer(500), 0)).toEqual({ state: 'FAILED', isGone: false });
  });
});
