import { asOf, monthOf, monthStart, second } from './calendar.ts';
import { web } from './company.ts';
import type { Life } from './life.ts';
import { drawTimes, type Order } from './orders.ts';
import type { Random } from './random.ts';

export interface Visit {
  readonly id: string;
  readonly visitorId: string;
  readonly isNamed: boolean;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly source: keyof typeof web.sources;
  readonly medium: string;
  readonly campaign: string;
  readonly device: keyof typeof web.devices;
  readonly landingPage: string;
  readonly pageviews: number;
  /** The order that the visit ended in. */
  readonly order: Order | null;
  readonly events: readonly WebEvent[];
}

export interface WebEvent {
  readonly id: string;
  readonly occurredAt: number;
  readonly name: 'product_viewed' | 'cart_added' | 'checkout_completed' | 'help_opened';
  readonly url: string;
  readonly properties: Readonly<Record<string, string | number>>;
}

interface Start {
  readonly at: number;
  readonly order: Order | null;
  readonly visitorId: string;
  readonly isNamed: boolean;
}

/** Visits of the customer by time: one for each order on the web, others by chance while active; and some strangers' visits. */
export function drawVisits(life: Life, random: Random): Visit[] {
  const { profile, orders, activeUntil } = life;
  const { observedFrom, visitorId, isNeverIdentified } = profile;
  const starts: Start[] = [];
  for (const order of orders) {
    if (order.channel !== 'web') continue;
    const at = Math.max(observedFrom, order.orderedAt - random.integer(300, 2400) * second);
    starts.push({ at, order, visitorId, isNamed: !isNeverIdentified });
  }
  for (const at of drawTimes(random.poisson(web.browsingVisitsAMonth * activeMonths(life)), observedFrom, activeUntil, random)) {
    starts.push({ at, order: null, visitorId, isNamed: !isNeverIdentified && !random.bernoulli(web.shareAnonymous) });
  }
  const month = monthOf(observedFrom);
  for (const at of drawTimes(random.poisson(web.strangers), monthStart(month), monthStart(month + 1), random)) {
    starts.push({ at, order: null, visitorId: `w-${random.hex()}${random.hex()}`, isNamed: false });
  }
  starts.sort((a, b) => a.at - b.at);
  return starts.map((start, index) => drawVisit(`${profile.number}-${index + 1}`, start, life, random));
}

const activeMonths = ({ profile, activeUntil }: Life) => (activeUntil - profile.observedFrom) / (30.4375 * 86_400_000);

function drawVisit(number: string, { at, order, visitorId, isNamed }: Start, { profile, activeUntil }: Life, random: Random): Visit {
  const source = random.categorical(web.sources);
  const isStranger = visitorId !== profile.visitorId;
  const lastsUntil = order ? order.orderedAt + 60 * second : at + random.integer(20, 1500) * second;
  const endedAt = Math.max(at, Math.min(lastsUntil, isStranger ? asOf - second : activeUntil - second));
  const product = `lamp-${random.integer(1, 40)}`;
  return {
    id: `v-${number}`,
    visitorId,
    isNamed,
    startedAt: at,
    endedAt,
    source,
    medium: web.mediums[source],
    campaign: source === 'google' || source === 'newsletter' ? `${source}-${at < Date.UTC(2025, 0) ? 'warm-light' : 'new-lamps'}` : '',
    device: random.categorical(web.devices),
    landingPage: random.bernoulli(0.4) ? '/' : `/products/${product}`,
    pageviews: 1 + random.poisson(order ? 6 : 2.5),
    order,
    events: drawEvents(number, order, at, endedAt, product, random),
  };
}

function drawEvents(number: string, order: Order | null, from: number, to: number, product: string, random: Random): WebEvent[] {
  const names: WebEvent['name'][] = order ? ['checkout_completed'] : [random.categorical(web.browsingEvents)];
  if (order && random.bernoulli(web.cartBeforeCheckout)) names.unshift('cart_added');
  if (!order && random.bernoulli(web.secondEvent)) names.push('product_viewed');
  const times = drawTimes(names.length, from, to, random);
  return names.map((name, index) => {
    const occurredAt = name === 'checkout_completed' && order ? order.orderedAt : Math.min(times[index] ?? from, order?.orderedAt ?? to);
    return {
      id: `e-${number}-${index + 1}`,
      occurredAt,
      name,
      url: urls[name].replace('*', product),
      properties: propertiesOf(name, order, product),
    };
  });
}

const urls = {
  product_viewed: 'https://lumen.example/products/*',
  cart_added: 'https://lumen.example/cart',
  checkout_completed: 'https://lumen.example/checkout/thanks',
  help_opened: 'https://lumen.example/help',
} as const;

function propertiesOf(name: WebEvent['name'], order: Order | null, product: string): WebEvent['properties'] {
  if (name === 'checkout_completed' && order) return { order_id: order.id, revenue: order.revenue / 100, currency: 'EUR' };
  return name === 'help_opened' ? { topic: 'delivery, returns' } : { product_id: product };
}
