/** Those who answered beside those who could have, and the score with and without what that tells. */
import type { RespondersQuery } from '../generated/graphql.ts';
import { fewMark, inUnit } from './metricsReport.ts';
import { formatCount, formatInterval, formatShare } from './numbers.ts';
import { type Column, table } from './table.ts';

type Responders = RespondersQuery['responders'];
type Stratum = Responders['strata'][number];
type Score = Pick<Responders['raw'], 'value' | 'ciLow' | 'ciHigh' | 'n'>;

/** @param baseName whom the base holds, in words */
export function respondersReport(answer: Responders, baseName: string): string[] {
  const { raw, postStratified, strata, warnings } = answer;
  const text = inUnit(answer.unit);
  const line = (name: string, { value, ciLow, ciHigh, n }: Score) =>
    `${name.padEnd(17)}${text(value).padStart(9)}  n ${formatCount(n)}  ${formatInterval(ciLow, ciHigh, text)}`;
  const isKnown = postStratified !== null && postStratified.value !== null;
  return [
    raw.value === null ? `${'raw'.padEnd(17)}${raw.isHidden ? 'hidden' : 'not known'}: ${raw.reasonDetail}` : line('raw', raw),
    isKnown ? line('post-stratified', postStratified) : `not post-stratified: ${answer.reasonDetail ?? 'not known'}`,
    '',
    ...(strata.length === 0
      ? [`Nobody answered, and there are no ${baseName}`]
      : [...strataTable(strata, baseName, text), '', ...legend(strata)]),
    ...(warnings.length === 0 ? [] : ['', ...warnings.map(({ groups, detail }) => [...groups, detail].join(': '))]),
  ];
}

function strataTable(strata: readonly Stratum[], baseName: string, text: (value: number | null) => string): string[] {
  const counted = (stratum: Stratum, count: number | null) => (stratum.isHidden ? 'hidden' : formatCount(count));
  const groupings = strata[0]?.groups ?? [];
  return table<Stratum>(
    [
      ...groupings.map(
        ({ dimension, traitKey, segmentKey }, place): Column<Stratum> => ({
          title: traitKey ?? segmentKey ?? dimension.toLowerCase().replaceAll('_', ' '),
          cell: ({ groups }) => groups[place]?.value ?? '(unknown)',
        }),
      ),
      { title: baseName, align: 'right', cell: (stratum) => counted(stratum, stratum.base) },
      { title: 'share', align: 'right', cell: ({ baseShare }) => formatShare(baseShare) },
      { title: 'answered', align: 'right', cell: (stratum) => counted(stratum, stratum.responders) },
      { title: 'share', align: 'right', cell: ({ responderShare }) => formatShare(responderShare) },
      { title: 'score', align: 'right', cell: (stratum) => scoreOf(stratum, text) },
      { title: 'interval', cell: ({ value }) => formatInterval(value.ciLow, value.ciHigh, text) },
      { title: 'n', align: 'right', cell: ({ value }) => formatCount(value.n) },
    ],
    strata,
  );
}

function legend(strata: readonly Stratum[]): string[] {
  const hidden = 'hidden: fewer than 10 customers, or what would tell of them';
  return [
    ...(strata.some(({ isHidden, value }) => isHidden || value.isHidden) ? [hidden] : []),
    ...(strata.some((stratum) => isFew(stratum)) ? [fewMark] : []),
    'Intervals are of 95 %.',
  ];
}

const isFew = ({ isHidden, value }: Stratum) => !isHidden && !value.isHidden && value.value !== null && !value.isReliable;

/** A tilde marks what fewer than 30 customers stand behind. */
function scoreOf(stratum: Stratum, text: (value: number | null) => string): string {
  const { isHidden, value } = stratum;
  if (isHidden || value.isHidden) return 'hidden';
  return `${isFew(stratum) ? '~' : ''}${text(value.value)}`;
}
