import { asOf, day, hour, wholeSecond } from './calendar.ts';
import { tickets as parameters, score, type Touchpoint } from './company.ts';
import { complaintsBefore, type Experience } from './experience.ts';
import { drawTimes, type Order } from './orders.ts';
import type { Profile } from './profile.ts';
import type { Random } from './random.ts';

export interface Ticket {
  readonly id: string;
  readonly kind: 'QUESTION' | 'COMPLAINT' | 'REVIEW';
  readonly touchpoint: Touchpoint;
  readonly orderId: string | null;
  readonly channel: keyof typeof parameters.channels;
  readonly priority: 'low' | 'normal' | 'high';
  /** -1 (angry) to 1 (delighted). */
  readonly sentiment: number;
  readonly createdAt: number;
  /** Milliseconds to the first response, also where the records end before it. */
  readonly respondedAfter: number;
  readonly firstResponseAt: number | null;
  readonly solvedAt: number | null;
  readonly reopens: number;
}

interface Moment {
  readonly at: number;
  readonly kind: Ticket['kind'];
}

/**
 * The tickets of [from, to), ascending, added to those before. Complaints beyond the third within 90 days are not made:
 * so no window of 90 days ever holds more, which keeps the expected score within 0..10.
 */
export function drawTickets(
  profile: Profile,
  latent: Experience,
  orders: readonly Order[],
  before: readonly Ticket[],
  { from, to, months }: { readonly from: number; readonly to: number; readonly months: number },
  random: Random,
): Ticket[] {
  if (profile.isSilent) return [];
  const rates: Readonly<Record<Ticket['kind'], number>> = {
    COMPLAINT: complaintRate(profile, latent),
    QUESTION: parameters.questionRate,
    REVIEW: parameters.reviewRate,
  };
  const moments: Moment[] = [];
  for (const kind of ['COMPLAINT', 'QUESTION', 'REVIEW'] as const) {
    for (const at of drawTimes(random.poisson(rates[kind] * months), from, to, random)) moments.push({ at, kind });
  }
  if (moments.length === 0) return [];
  moments.sort((a, b) => a.at - b.at);
  const made: Ticket[] = [];
  for (const moment of moments) {
    const all = [...before, ...made];
    if (moment.kind === 'COMPLAINT' && complaintsBefore(all, moment.at + 1) >= score.mostComplaintsInWindow) continue;
    made.push(drawTicket(`t-${profile.number}-${all.length + 1}`, moment, latent, orders, random));
  }
  return made;
}

function complaintRate({ complaintFrailty }: Profile, { product, delivery }: Experience): number {
  const { complaintBase, complaintProduct, complaintDelivery } = parameters;
  return complaintBase * complaintFrailty * Math.exp(complaintProduct * (4 - product) + complaintDelivery * (4 - delivery));
}

function drawTicket(id: string, { at, kind }: Moment, latent: Experience, orders: readonly Order[], random: Random): Ticket {
  const touchpoint = drawTouchpoint(kind, random);
  const order = orders.findLast(({ orderedAt }) => orderedAt <= at && orderedAt >= at - parameters.aboutOrderDays * day);
  const channel = random.categorical(parameters.channels);
  const respondedAfter = wholeSecond(
    random.lognormal(parameters.medianHoursToFirstResponse[channel], parameters.sigmaHoursToFirstResponse) * hour,
  );
  const solvedAfter = wholeSecond(random.lognormal(parameters.medianHoursToSolve, parameters.sigmaHoursToSolve) * hour);
  const isSolved = !random.bernoulli(parameters.shareUnresolved);
  const mood = { COMPLAINT: -0.6, QUESTION: 0, REVIEW: 0.35 * (latent.product - 3) }[kind] + random.normal(0, 0.2);
  return {
    id,
    kind,
    touchpoint,
    orderId: order && (touchpoint === 'product' || touchpoint === 'delivery') ? order.id : null,
    channel,
    priority: kind === 'COMPLAINT' && random.bernoulli(0.4) ? 'high' : random.bernoulli(0.8) ? 'normal' : 'low',
    sentiment: Math.round(Math.min(1, Math.max(-1, mood)) * 100) / 100,
    createdAt: at,
    respondedAfter,
    firstResponseAt: withinRecords(at + respondedAfter),
    solvedAt: isSolved ? withinRecords(at + respondedAfter + solvedAfter) : null,
    reopens: random.poisson(parameters.reopensMean),
  };
}

function drawTouchpoint(kind: Ticket['kind'], random: Random): Touchpoint {
  if (kind === 'REVIEW') return 'product';
  return kind === 'COMPLAINT' ? random.categorical(parameters.complaintTouchpoints) : random.categorical(parameters.questionTouchpoints);
}

const withinRecords = (time: number) => (time < asOf ? time : null);
