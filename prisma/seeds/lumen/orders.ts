import { wholeSecond } from './calendar.ts';
import { purchases } from './company.ts';
import { type Profile, seasonAt } from './profile.ts';
import type { Random } from './random.ts';

/** Money in whole cents. */
export interface Order {
  readonly id: string;
  readonly orderedAt: number;
  readonly status: keyof typeof purchases.statuses;
  readonly channel: keyof typeof purchases.channels;
  /** After discounts, without shipping and tax. */
  readonly revenue: number;
  readonly total: number;
  readonly discount: number;
  readonly tax: number;
  readonly shipping: number;
  readonly refunded: number;
  readonly margin: number;
}

/** Times of orders in [from, to), ascending: Poisson with the customer's rate at this loyalty, `months` long. */
export function drawOrderTimes(
  profile: Profile,
  loyalty: number,
  from: number,
  to: number,
  months: number,
  random: Random,
): readonly number[] {
  const rate =
    profile.orderRate *
    Math.exp(purchases.loyalty * (loyalty - 7)) *
    seasonAt(from) *
    (profile.isSubscriber ? purchases.subscriberFactor : 1);
  return drawTimes(random.poisson(rate * months), from, to, random);
}

const none: readonly number[] = [];

/** `count` whole seconds, uniform in [from, to), ascending. */
export function drawTimes(count: number, from: number, to: number, random: Random): readonly number[] {
  if (count === 0) return none; // four in five months have none of a kind: a third of the time went here
  return Array.from({ length: count }, () => wholeSecond(from + random.uniform() * (to - from))).sort((a, b) => a - b);
}

export function drawOrder(profile: Profile, sequence: number, orderedAt: number, random: Random): Order {
  const by = purchases;
  const revenue = Math.max(1, Math.round(100 * random.gamma(by.spendShape, profile.spendRate)));
  const discount = random.bernoulli(by.shareDiscounted) ? Math.round((revenue * by.discountShare) / (1 - by.discountShare)) : 0;
  const shipping = revenue >= by.freeShippingFromEuros * 100 ? 0 : Math.round(by.shippingEuros * 100);
  const tax = Math.round((revenue + shipping) * by.taxShare);
  const status = random.categorical(by.statuses);
  const refunded = status === 'completed' ? 0 : status === 'partially_refunded' ? Math.round(revenue * random.uniform()) : revenue;
  return {
    id: `o-${profile.number}-${sequence}`,
    orderedAt,
    status,
    channel: random.categorical(by.channels),
    revenue,
    total: revenue + shipping + tax,
    discount,
    tax,
    shipping,
    refunded,
    margin: Math.round((revenue - refunded) * by.marginShare),
  };
}
