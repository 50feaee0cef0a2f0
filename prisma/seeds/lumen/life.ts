import { asOf, day, halfYearOf, hour, monthOf, monthStart, wholeSecond } from './calendar.ts';
import { churn, company, experience as experienceParameters, purchases, relationship } from './company.ts';
import { complaintsBefore, drawExperience, type Experience, expectedScore, experienceAt, type Ratings, ratingsOf } from './experience.ts';
import { drawOrder, drawOrderTimes, type Order } from './orders.ts';
import { drawProfile, type Profile } from './profile.ts';
import { Random } from './random.ts';
import {
  type Contract,
  changedPlan,
  drawContract,
  ended,
  leavingProbability,
  logistic,
  running,
  type Subscription,
} from './subscriptions.ts';
import { drawTickets, type Ticket } from './tickets.ts';

/** A moment at which the customer is asked, and what would be ticked. */
export interface Wave {
  readonly invitedAt: number;
  readonly ratings: Ratings;
}

/** All that happens to one customer within the records, each list by time. */
export interface Life {
  readonly profile: Profile;
  readonly experience: readonly Experience[];
  readonly orders: readonly Order[];
  readonly tickets: readonly Ticket[];
  readonly subscriptions: readonly Subscription[];
  readonly waves: readonly Wave[];
  /** The decision to leave, or the end of the records: nothing that the customer does is later. */
  readonly activeUntil: number;
}

/** What a month knows of the months before. */
interface State {
  readonly orders: Order[];
  readonly tickets: Ticket[];
  readonly subscriptions: Subscription[];
  readonly waves: Wave[];
  contract: Contract | null;
  readonly firstStartedAt: number;
  /** mu at the last wave; before the first one, as it would have been when the records of the customer began. */
  loyalty: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
  /** Length as a part of its month. */
  readonly months: number;
}

/**
 * Customer k, month by month. Cause comes before effect: the loyalty of earlier waves and the complaints of the 90 days
 * before the month decide whether and when the customer leaves in it; until then come its orders, its tickets (about orders
 * made so far), and its wave of the survey, whose loyalty counts from the next month on.
 */
export function simulateLife(seed: number, k: number): Life {
  const profile = drawProfile(k, new Random(seed, k, 'profile'));
  const experience = drawExperience(profile, new Random(seed, k, 'experience'));
  const random = new Random(seed, k, 'life');
  const contract = profile.isSubscriber ? drawContract(profile, random) : null;
  const waveOffset = drawWaveOffset(random);
  const start = experienceAt(experience, profile.observedFrom, []);
  const state: State = {
    orders: [],
    tickets: [],
    subscriptions: [],
    waves: [],
    contract,
    firstStartedAt: contract?.startedAt ?? 0,
    loyalty: expectedScore(ratingsOf(start, isSupportApplicable(profile, [], random)), 0),
  };
  const openedAt = firstOrder(profile, state, random);
  let activeUntil = asOf;
  for (let month = monthOf(profile.observedFrom); month < company.months && activeUntil === asOf; month++) {
    const whole = spanOf(month, Math.max(monthStart(month), openedAt), monthStart(month + 1));
    const leftAt = contract ? livingContract(profile, state, month, random) : dropout(profile, state, month, openedAt, random);
    activeUntil = leftAt ?? asOf;
    const span = leftAt === null ? whole : spanOf(month, whole.from, leftAt);
    liveThrough(profile, experience, state, span, random);
    const wave = drawWave(profile, experience, state.tickets, waveOffset, span, random);
    if (wave) {
      state.waves.push(wave);
      state.loyalty = expectedScore(wave.ratings, complaintsBefore(state.tickets, wave.invitedAt));
    }
  }
  if (activeUntil === asOf && state.contract && state.contract.startedAt < asOf) state.subscriptions.push(running(profile, state.contract));
  const { orders, tickets, subscriptions, waves } = state;
  return { profile, experience, orders, tickets, subscriptions, waves, activeUntil };
}

/** A buyer without subscription becomes a customer by ordering, within the first hour; nobody leaves before that. */
function firstOrder(profile: Profile, state: State, random: Random): number {
  const { createdAt, observedFrom, isSubscriber } = profile;
  if (createdAt < observedFrom || isSubscriber) return observedFrom;
  const orderedAt = wholeSecond(createdAt + (0.1 + 0.9 * random.uniform()) * hour);
  state.orders.push(drawOrder(profile, 1, orderedAt, random));
  return orderedAt;
}

function liveThrough(profile: Profile, experience: readonly Experience[], state: State, span: Span, random: Random): void {
  for (const at of drawOrderTimes(profile, state.loyalty, span.from, span.to, span.months, random)) {
    state.orders.push(drawOrder(profile, state.orders.length + 1, at, random));
  }
  const latent = experienceAt(experience, span.from, state.tickets);
  state.tickets.push(...drawTickets(profile, latent, state.orders, state.tickets, span, random));
}

/** The month of a subscriber: when the customer leaves, or null. A change of plan goes on with another contract. */
function livingContract(profile: Profile, state: State, month: number, random: Random): number | null {
  const { contract } = state;
  if (!contract || contract.startedAt >= monthStart(month + 1)) return null;
  const span = spanOf(month, Math.max(monthStart(month), contract.startedAt, profile.observedFrom), monthStart(month + 1));
  const tenureMonths = Math.max(0, span.from - state.firstStartedAt) / (30.4 * day);
  const complaints90 = complaintsBefore(state.tickets, span.from);
  const voluntary = overPart(leavingProbability(contract, tenureMonths, state.loyalty, complaints90), span.months);
  const involuntary = overPart(churn.involuntary, span.months);
  const at = drawTime(span, random);
  if (random.bernoulli(voluntary)) {
    state.subscriptions.push(ended(profile, contract, at, random.bernoulli(churn.shareUnknown) ? 'UNKNOWN' : 'VOLUNTARY', random));
    return at;
  }
  if (random.bernoulli(involuntary)) {
    state.subscriptions.push(ended(profile, contract, at, 'INVOLUNTARY', random));
    return at;
  }
  if (at > contract.startedAt && random.bernoulli(overPart(churn.migration, span.months))) {
    state.subscriptions.push(ended(profile, contract, at, 'MIGRATION', random));
    state.contract = changedPlan(contract, at, random);
  }
  return null;
}

/** When a buyer without subscription stops in this month, or null. */
function dropout(profile: Profile, { loyalty }: State, month: number, openedAt: number, random: Random): number | null {
  const span = spanOf(month, Math.max(monthStart(month), openedAt), monthStart(month + 1));
  const { dropoutIntercept, dropoutLoyalty, dropoutSilent } = purchases;
  const monthly = logistic(dropoutIntercept + dropoutLoyalty * (loyalty - 7) + (profile.isSilent ? dropoutSilent : 0));
  const at = drawTime(span, random);
  return random.bernoulli(overPart(monthly, span.months)) ? at : null;
}

/** The customer's turn in this span, if it has one: each half-year after the same time from its start. */
function drawWave(
  profile: Profile,
  experience: readonly Experience[],
  tickets: readonly Ticket[],
  offset: number,
  { from, to }: Span,
  random: Random,
): Wave | null {
  const invitedAt = monthStart(halfYearOf(from) * 6) + offset;
  if (invitedAt < from || invitedAt >= to || invitedAt < profile.createdAt + relationship.leastTenureDays * day) return null;
  const latent = experienceAt(experience, invitedAt, tickets);
  const before = tickets.filter(({ createdAt }) => createdAt < invitedAt);
  return { invitedAt, ratings: ratingsOf(latent, isSupportApplicable(profile, before, random)) };
}

/** Between 8 and 10 o'clock on one of the first 180 days of the half-year. */
const drawWaveOffset = (random: Random) => random.integer(0, 179) * day + wholeSecond((8 + 2 * random.uniform()) * hour);

function isSupportApplicable(profile: Profile, tickets: readonly Ticket[], random: Random): boolean {
  if (profile.isSilent) return false;
  return tickets.length > 0 || !random.bernoulli(experienceParameters.supportNotApplicable);
}

function spanOf(month: number, from: number, to: number): Span {
  return { from, to, months: (to - from) / (monthStart(month + 1) - monthStart(month)) };
}

const drawTime = ({ from, to }: Span, random: Random) => wholeSecond(from + random.uniform() * (to - from));

/** A monthly probability over a part of a month. */
const overPart = (monthly: number, part: number) => 1 - (1 - monthly) ** part;
