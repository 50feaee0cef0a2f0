import { addMonths, asOf, day, monthStart, monthStarts, recordsFrom, wholeSecond } from './calendar.ts';
import { population, purchases, season, tickets, web } from './company.ts';
import { firstNames, lastNames } from './names.ts';
import type { Random } from './random.ts';

/** What does not change in a customer's life. */
export interface Profile {
  /** `c-0000042` */
  readonly externalId: string;
  /** `0000042`: the middle of all ids of this customer's rows. */
  readonly number: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly country: keyof typeof population.countries;
  readonly segment: 'consumer' | 'business';
  readonly acquisitionChannel: keyof typeof population.acquisitionChannels;
  readonly createdAt: number;
  /** Start of the records of this customer: created_at or the start of all records. */
  readonly observedFrom: number;
  readonly isSilent: boolean;
  readonly isSubscriber: boolean;
  /** Orders a month at loyalty 7 in a month of average demand. */
  readonly orderRate: number;
  /** nu of Gamma-Gamma, 1 / euro. */
  readonly spendRate: number;
  readonly complaintFrailty: number;
  readonly visitorId: string;
  readonly isNeverIdentified: boolean;
}

/** Customer k of the company, k = 1, 2, … */
export function drawProfile(k: number, random: Random): Profile {
  const number = String(k).padStart(7, '0');
  const country = random.categorical(population.countries);
  const firstName = random.pick(firstNames[country]);
  const lastName = random.pick(lastNames[country]);
  const segment = random.bernoulli(population.shareBusiness) ? 'business' : 'consumer';
  const acquisitionChannel = random.categorical(population.acquisitionChannels);
  const createdAt = drawCreatedAt(random);
  const isSilent = random.bernoulli(population.shareSilent);
  return {
    externalId: `c-${number}`,
    number,
    email: `${plain(firstName)}.${plain(lastName)}.${k}@example.com`,
    firstName,
    lastName,
    country,
    segment,
    acquisitionChannel,
    createdAt,
    observedFrom: Math.max(createdAt, recordsFrom),
    isSilent,
    isSubscriber: !isSilent && random.bernoulli(population.shareSubscribers),
    orderRate: random.gamma(purchases.rateShape, purchases.rateRate),
    spendRate: random.gamma(purchases.spendQ, purchases.spendV[segment]),
    complaintFrailty: random.gamma(tickets.complaintFrailtyShape, tickets.complaintFrailtyShape),
    visitorId: `w-${random.hex()}${random.hex()}`,
    isNeverIdentified: random.bernoulli(web.shareNeverIdentified),
  };
}

const acquisitionWeights: Readonly<Record<string, number>> = Object.fromEntries(
  monthStarts.slice(0, -1).map((start, month) => [`m${month}`, (1 + population.monthlyGrowth * month) * seasonAt(start)]),
);

export function seasonAt(time: number): number {
  return season[new Date(time).getUTCMonth()] ?? 1;
}

function drawCreatedAt(random: Random): number {
  if (random.bernoulli(population.shareBeforeRecords)) {
    // The rest of an exponential divided by its largest value is the exponential that is cut off there.
    const before = random.exponential(population.meanMonthsBeforeRecords * 30.4 * day) % (recordsFrom - addMonths(recordsFrom, -60));
    return wholeSecond(recordsFrom - before);
  }
  const month = Number(random.categorical(acquisitionWeights).slice(1));
  const at = monthStart(month) + random.uniform() * (monthStart(month + 1) - monthStart(month));
  return wholeSecond(Math.min(at, asOf - day)); // the last ones get a day, so that a first order is within the records
}

const letters: Readonly<Record<string, string>> = { ß: 'ss', ä: 'ae', ö: 'oe', ü: 'ue', œ: 'oe', ø: 'o' };

/** `Jürgen` as an address has it: `juergen`. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[ßäöüœø]/g, (letter) => letters[letter] ?? letter)
    .normalize('NFD')
    .replaceAll(/[^a-z]/g, '');
}
