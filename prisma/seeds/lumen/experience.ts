import { day, halfYearOf, hour } from './calendar.ts';
import { experience, ratedTouchpoints, score } from './company.ts';
import type { Profile } from './profile.ts';
import type { Random } from './random.ts';
import type { Ticket } from './tickets.ts';

export type Rated = (typeof ratedTouchpoints)[number];
export type Experience = Readonly<Record<Rated, number>>;
/** Whole numbers 1..5; null where support is not applicable. */
export type Ratings = Readonly<Record<Exclude<Rated, 'support'>, number>> & { readonly support: number | null };

/** Latent experience of one customer in each half-year, before what slow responses do to support. */
export function drawExperience({ segment }: Profile, random: Random): readonly Experience[] {
  const common = random.normal(0, experience.commonDeviation);
  const lasting = byTouchpoint((touchpoint) => {
    const shift = segment === 'business' ? experience.businessShift[touchpoint] : 0;
    return experience.mean[touchpoint] + shift + common + random.normal(0, experience.ownDeviation);
  });
  return experience.halfYearShifts.product.map((_, halfYear) =>
    byTouchpoint(
      (touchpoint) =>
        lasting[touchpoint] + (experience.halfYearShifts[touchpoint][halfYear] ?? 0) + random.normal(0, experience.shockDeviation),
    ),
  );
}

/** The experience at one time: that of its half-year, support lowered by slow responses that were noticed before. */
export function experienceAt(halfYears: readonly Experience[], time: number, tickets: readonly Ticket[]): Experience {
  const now = halfYears[halfYearOf(time)];
  if (!now) throw new Error(`no experience at ${new Date(time).toISOString()}`);
  const slow = tickets.filter(({ createdAt, respondedAfter }) => {
    const noticedAt = createdAt + experience.slowResponseHours * hour;
    return respondedAfter > experience.slowResponseHours * hour && noticedAt < time && noticedAt >= time - 365 * day;
  }).length;
  return { ...now, support: now.support + experience.slowResponse * Math.min(slow, experience.mostSlowResponses) };
}

/** What the customer would tick: the latent experience rounded and kept in 1..5. */
export function ratingsOf(latent: Experience, isSupportApplicable: boolean): Ratings {
  const ratings = byTouchpoint((touchpoint) => Math.min(5, Math.max(1, Math.round(latent[touchpoint]))));
  return { ...ratings, support: isSupportApplicable ? ratings.support : null };
}

/** mu, the expected score in points of 0..10: exactly linear in the ratings and in the complaints of the last 90 days. */
export function expectedScore(ratings: Ratings, complaints90: number): number {
  let mu = score.intercept + score.complaints90 * complaints90;
  for (const touchpoint of ratedTouchpoints) mu += score.coefficients[touchpoint] * felt(ratings[touchpoint]);
  return mu;
}

/** The mean of the six ratings; support that is not applicable counts as its neutral value. */
export function meanRating(ratings: Ratings): number {
  let sum = 0;
  for (const touchpoint of ratedTouchpoints) sum += felt(ratings[touchpoint]);
  return sum / ratedTouchpoints.length;
}

/** COMPLAINT tickets in [time - 90 * 24 h, time). */
export function complaintsBefore(tickets: readonly Ticket[], time: number): number {
  const from = time - score.complaintWindowDays * day;
  let count = 0;
  for (const { kind, createdAt } of tickets) if (kind === 'COMPLAINT' && createdAt >= from && createdAt < time) count++;
  return count;
}

const felt = (rating: number | null) => rating ?? score.supportWhenNotApplicable;

function byTouchpoint(value: (touchpoint: Rated) => number): Experience {
  const [product, delivery, support, price, website, billing] = [
    value('product'),
    value('delivery'),
    value('support'),
    value('price'),
    value('website'),
    value('billing'),
  ];
  return { product, delivery, support, price, website, billing };
}
