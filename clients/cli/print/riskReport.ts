/** What explains churn, how many will leave, and how such a forecast stood up to what happened. */
import { bar } from './bar.ts';
import type { ChurnReady } from './churnReport.ts';
import { formatCount, formatDay, formatInterval, formatNumber, formatShare } from './numbers.ts';
import { table, wrap } from './table.ts';

type Validation = NonNullable<ChurnReady['riskValidation']>;

const barWidth = 12;
const lineWidth = 108;

/** Why there is no number; the reason may be of many features, one after the other. */
function notEstimable(what: string, reason: string | null, detail: string | null): string[] {
  return ['', `${what}: not estimable, ${reason}`, ...wrap(detail ?? '', lineWidth - 2).map((line) => `  ${line}`)];
}

export function riskReport({ hazards, risk, riskValidation }: ChurnReady, timeZone: string): string[] {
  const proof = riskValidation === null ? [] : proofLines(riskValidation, timeZone);
  return [...hazards.flatMap(hazardLines), ...riskLines(risk, riskValidation), ...proof];
}

function hazardLines({ cause, losses, customers, sampledCustomers, estimates, reason, detail }: ChurnReady['hazards'][number]): string[] {
  const what = cause === 'ANY' ? 'What changes the rate of leaving' : `The same, ${cause.toLowerCase()} losses alone`;
  if (reason !== null) return notEstimable(what, reason, detail);
  const sample =
    sampledCustomers === customers ? '' : `, a sample of ${formatCount(sampledCustomers)} of ${formatCount(customers)} customers`;
  return [
    '',
    `${what} (Cox, ${formatCount(losses)} losses${sample}; each feature from the day it was measured)`,
    ...table(
      [
        { title: 'feature', cell: ({ term }) => term },
        { title: 'against', cell: ({ reference }) => reference ?? 'one less' },
        { title: 'times as many leave', align: 'right', cell: ({ hazardRatio }) => formatNumber(hazardRatio, 2) },
        {
          title: 'interval',
          cell: ({ hazardRatioLow, hazardRatioHigh }) => formatInterval(hazardRatioLow, hazardRatioHigh, (value) => formatNumber(value, 2)),
        },
      ],
      estimates,
    ),
  ];
}

function riskLines(risk: ChurnReady['risk'], proof: ChurnReady['riskValidation']): string[] {
  if (risk === null) return [];
  if (risk.reason !== null) return notEstimable('Who will leave', risk.reason, risk.detail);
  return [
    '',
    `Who will leave: about ${formatNumber(risk.expectedLosses, 0)} of the ${formatCount(risk.n)} customers who are there, within ${risk.horizonDays} days (the sum of their risks; mean risk ${formatShare(risk.meanRisk)})`,
    `  a forecast without an interval of its own: ${proof?.n == null ? 'how such a one stands up to what happens is not known yet' : 'below is how such a one stood up to what happened'}`,
  ];
}

function proofLines(proof: Validation, timeZone: string): string[] {
  const [from, until] = [proof.fittedThrough, proof.judgedThrough].map((moment) => formatDay(moment, timeZone));
  if (proof.n === null) return notEstimable(`Proof, fitted on ${from} and judged by ${until}`, proof.reason, proof.detail);
  const two = (value: number): string => formatNumber(value, 2);
  const four = (value: number): string => formatNumber(value, 4);
  const highest = Math.max(...proof.deciles.map(({ observedRate }) => observedRate ?? 0), Number.MIN_VALUE);
  return [
    '',
    `Proof: the same model as of ${from}, judged by ${until} on ${formatCount(proof.n)} customers, ${formatCount(proof.losses)} of whom left`,
    `  concordance ${formatNumber(proof.concordance, 3)} ${formatInterval(proof.concordanceCiLow, proof.concordanceCiHigh, two)}; shuffled ${formatNumber(proof.shuffledConcordance, 3)} ${formatInterval(proof.shuffledCiLow, proof.shuffledCiHigh, two)} (chance: 0.5, a perfect order: 1)`,
    ...calibrationLines(proof),
    `  Brier ${formatNumber(proof.brier, 4)}, less that of the base rate ${formatNumber(proof.brierDifference, 4)} ${formatInterval(proof.brierDifferenceCiLow, proof.brierDifferenceCiHigh, four)} (below 0 is better)`,
    ...chanceLines(proof),
    ...table(
      [
        { title: 'decile', align: 'right', cell: ({ decile }) => String(decile) },
        { title: 'customers', align: 'right', cell: ({ n }) => formatCount(n) },
        { title: 'foretold', align: 'right', cell: ({ meanRisk }) => formatShare(meanRisk) },
        { title: 'left', align: 'right', cell: ({ observedRate }) => formatShare(observedRate) },
        { title: 'interval', cell: ({ ciLow, ciHigh }) => formatInterval(ciLow, ciHigh, (value) => formatShare(value)) },
        { title: '', cell: ({ observedRate }) => bar((observedRate ?? 0) / highest, barWidth) },
      ],
      proof.deciles,
    ),
  ];
}

/** Who acts on the list should know before that nothing shows it to be better than a lot. */
function chanceLines({ concordanceCiLow, losses }: Validation): string[] {
  if (concordanceCiLow === null || concordanceCiLow > 0.5) return [];
  const verdict = `Not shown to be better than chance at telling who leaves first: the interval of the concordance holds 0.5. With ${formatCount(losses)} losses it is wide; more of them, or another horizon, may tell.`;
  return wrap(verdict, lineWidth - 2).map((line) => `  ${line}`);
}

function calibrationLines(proof: Validation): string[] {
  const two = (value: number): string => formatNumber(value, 2);
  if (proof.calibrationSlope === null) return [`  calibration: not estimable, ${proof.reason} (${proof.detail})`];
  const slope = `${two(proof.calibrationSlope)} ${formatInterval(proof.calibrationSlopeCiLow, proof.calibrationSlopeCiHigh, two)}`;
  const intercept = `${formatNumber(proof.calibrationIntercept, 2)} ${formatInterval(proof.calibrationInterceptCiLow, proof.calibrationInterceptCiHigh, two)}`;
  const words = amiss(proof).flatMap((sentence) => wrap(sentence, lineWidth - 2));
  return [`  calibration slope ${slope} (right: 1), intercept ${intercept} (right: 0)`, ...words.map((line) => `  ${line}`)];
}

/** In words, where an interval does not hold what is right. */
function amiss(proof: Validation): string[] {
  const sentences: string[] = [];
  if ((proof.calibrationSlopeCiHigh ?? 1) < 1)
    sentences.push('The risks spread too far: high ones were too high and low ones too low. Who comes before whom does not change by it.');
  if ((proof.calibrationSlopeCiLow ?? 1) > 1)
    sentences.push(
      'The risks were too much alike: high ones were too low and low ones too high. Who comes before whom does not change by it.',
    );
  if ((proof.calibrationInterceptCiHigh ?? 0) < 0)
    sentences.push('Fewer left than was foretold: something changed for the better since the model was fitted.');
  if ((proof.calibrationInterceptCiLow ?? 0) > 0)
    sentences.push('More left than was foretold: something changed for the worse since the model was fitted.');
  return sentences;
}
