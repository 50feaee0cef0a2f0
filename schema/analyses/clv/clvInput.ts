/** What an analysis of customer lifetime value may be asked for, and what is checked before it is stored. */
import { builder } from '../../builder.ts';
import { badUserInput } from '../../errors.ts';
import type { CheckedAnalysis } from '../checkedAnalysis.ts';
import { BuyingModelChoice, BuyingTimeUnit, ClvSettingChoice, MarginChoice, RenewalPeriodChoice } from './clvParameters.ts';
import { clvParameters } from './storedClv.ts';

const maxTiers = 10;
const maxTierLength = 40;
const maxMonths = 600;

export const ClvInput = builder.inputType('ClvInput', {
  description:
    'What an analysis of customer lifetime value asks for. Everything has a default that works on a first try. Days are those of the workspace’s time zone, such as 2026-05-17.',
  fields: (t) => ({
    setting: t.field({ type: ClvSettingChoice, description: 'Whether customers are under contract. Default: AUTO.' }),
    model: t.field({ type: BuyingModelChoice, description: 'Of customers without a contract. Default: AUTO.' }),
    timeUnit: t.field({ type: BuyingTimeUnit, description: 'Of the model’s times. Default: WEEK.' }),
    observedUntil: t.string({ description: 'Last day that the scores know of. Default: all that the run sees.' }),
    calibrationUntil: t.string({
      description:
        'Last day that the model of the holdout report knows of. Default: observedUntil where facts follow it, else the middle of the window.',
    }),
    horizonMonths: t.float({ description: `How long money to come counts, up to ${maxMonths}. Default: 24.` }),
    discountRate: t.float({ description: 'A year, 0.10 = 10 %. Default: 0.10.' }),
    margin: t.field({ type: MarginChoice, description: 'What share of revenue is value. Default: FIXED with a marginShare, else AUTO.' }),
    marginShare: t.float({ description: 'Share of revenue that is margin, above 0 and up to 1. For FIXED.' }),
    renewalPeriod: t.field({ type: RenewalPeriodChoice, description: 'Of contracts. Default: AUTO.' }),
    tiers: t.stringList({
      description: `Names of tiers of equal size, the most valuable first, at most ${maxTiers}. Default: PLATINUM, GOLD, SILVER, BRONZE.`,
    }),
    confidenceLevel: t.float({ description: 'Of every interval, between 0.5 and 1. Default: 0.95.' }),
  }),
});
type ClvAsked = typeof ClvInput.$inferInput;

export async function checkClvAnalysis({ clv }: { readonly clv?: ClvAsked | null | undefined }): Promise<CheckedAnalysis> {
  const asked = clv ?? {};
  checkDays(asked);
  checkNumbers(asked);
  checkTiers(asked.tiers ?? null);
  const given = Object.entries(asked).filter(([, value]) => value !== null && value !== undefined);
  const margin = asked.margin ?? (asked.marginShare == null ? 'AUTO' : 'FIXED');
  if ((margin === 'FIXED') !== (asked.marginShare != null)) {
    const argument = asked.marginShare == null ? 'marginShare' : 'margin';
    throw badUserInput(`input.clv.${argument}`, 'FIXED, and nothing else, has a share');
  }
  return { surveyId: null, parameters: clvParameters.parse({ ...Object.fromEntries(given), margin }), population: {} };
}

function checkDays(asked: ClvAsked): void {
  for (const field of ['observedUntil', 'calibrationUntil'] as const) {
    const day = asked[field];
    if (day != null && !isDay(day)) throw badUserInput(`input.clv.${field}`, 'this is not a day such as 2026-05-17');
  }
  const { observedUntil, calibrationUntil } = asked;
  if (observedUntil != null && calibrationUntil != null && calibrationUntil > observedUntil)
    throw badUserInput('input.clv.calibrationUntil', 'this is after observedUntil');
}

/** Real days only: 2026-02-30 is none. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function checkNumbers({ horizonMonths, discountRate, marginShare, confidenceLevel }: ClvAsked): void {
  const require = (field: string, value: number | null | undefined, isGood: (value: number) => boolean, range: string) => {
    if (value != null && !isGood(value)) throw badUserInput(`input.clv.${field}`, `this is not ${range}`);
  };
  require('horizonMonths', horizonMonths, (value) => value > 0 && value <= maxMonths, `above 0 and up to ${maxMonths}`);
  require('discountRate', discountRate, (value) => value >= 0 && value <= 10, 'from 0 to 10: 0.10 is 10 % a year');
  require('marginShare', marginShare, (value) => value > 0 && value <= 1, 'above 0 and up to 1: 0.3 is 30 %');
  require('confidenceLevel', confidenceLevel, (value) => value > 0.5 && value < 1, 'between 0.5 and 1');
}

function checkTiers(tiers: readonly string[] | null): void {
  if (tiers === null) return;
  if (tiers.length < 1 || tiers.length > maxTiers)
    throw badUserInput('input.clv.tiers', `${tiers.length} are named, 1 to ${maxTiers} are possible`);
  for (const [index, tier] of tiers.entries()) {
    const argument = `input.clv.tiers.${index}`;
    if (tier.trim() === '' || tier.length > maxTierLength) throw badUserInput(argument, `a name has 1 to ${maxTierLength} characters`);
    if (tiers.indexOf(tier) !== index) throw badUserInput(argument, `${tier} is there twice`);
  }
}
