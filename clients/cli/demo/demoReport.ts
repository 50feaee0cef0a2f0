import { CliError } from '../cliError.ts';
import type { ScoresQuery } from '../generated/graphql.ts';
import type { Colours } from '../print/colour.ts';
import { driverReport } from '../print/driverReport.ts';
import { countLine } from '../print/importReport.ts';
import { formatCount, formatInterval, formatNumber, formatShare } from '../print/numbers.ts';
import { runReport } from '../print/runReport.ts';
import { table } from '../print/table.ts';
import type { FollowedImport } from '../server/followImport.ts';
import type { RunReport } from '../server/followRun.ts';

/** What the demo has found out, and the ways to go on from here. */
export interface DemoFindings {
  readonly url: string;
  /** Where the demo will be when it serves: `--once` took whichever port was free. */
  readonly servingUrl: string;
  readonly key: string;
  readonly signInLink: string;
  readonly queries: readonly string[];
  readonly import: FollowedImport;
  readonly scores: NonNullable<ScoresQuery['survey']>;
  readonly run: RunReport;
}

export function demoReport(findings: DemoFindings, { bold, dim }: Colours): string[] {
  const { scores, run } = findings;
  const { result } = run;
  if (result.__typename !== 'DriverResultReady') throw new CliError(runReport(run).join('\n'));
  return [
    '',
    bold(`${scores.title}: what drives satisfaction at San Francisco International Airport`),
    dim('City and County of San Francisco, DataSF nnh5-5rwz, public domain (PDDL); see prisma/seeds/sfo/SOURCE.md'),
    '',
    bold('1. The data'),
    ...indent([countLine(findings.import)]),
    '',
    bold('2. How satisfied are they?'),
    ...indent(scoreTable(scores)),
    '',
    bold('3. What drives it?'),
    ...indent(driverReport(run, result)),
  ];
}

interface ScoreLine {
  readonly name: string;
  readonly estimate: string;
  readonly interval: string;
  readonly n: string;
}

function scoreTable({ nps, weighted, csat }: DemoFindings['scores']): string[] {
  const points = (value: number) => formatNumber(value, 2);
  const perCent = (value: number) => formatShare(value);
  const lines: ScoreLine[] = [
    {
      name: `NPS (${nps.question}), raw`,
      estimate: formatNumber(nps.estimate, 2),
      interval: formatInterval(nps.ciLow, nps.ciHigh, points),
      n: formatCount(nps.n),
    },
    {
      name: `NPS (${weighted.question}), weighted`,
      estimate: formatNumber(weighted.estimate, 2),
      interval: formatInterval(weighted.ciLow, weighted.ciHigh, points),
      n: `${formatCount(weighted.n)} (worth ${formatCount(Math.round(weighted.effectiveN))} equal ones)`,
    },
    {
      name: `CSAT (${csat.question}), top two boxes`,
      estimate: formatShare(csat.estimate),
      interval: formatInterval(csat.ciLow, csat.ciHigh, perCent),
      n: formatCount(csat.n),
    },
  ];
  return table(
    [
      { title: 'score', cell: ({ name }) => name },
      { title: '', align: 'right', cell: ({ estimate }) => estimate },
      { title: `${formatNumber(nps.confidenceLevel * 100, 0)} % interval`, cell: ({ interval }) => interval },
      { title: 'answers', cell: ({ n }) => n },
    ],
    lines,
  );
}

/** Where to look next. With `--once` nothing serves any more: then how to have it serve; the key stays good. */
export function demoDirections(findings: DemoFindings, isServing: boolean, { bold, dim }: Colours): string[] {
  const { servingUrl, key, queries, run } = findings;
  const url = isServing ? findings.url : servingUrl;
  const graphiql = isServing
    ? [`GraphiQL   ${url}/graphql`, `Sign in    ${findings.signInLink}`, dim('           (opens one browser session, once)')]
    : [`GraphiQL   ${url}/graphql, and a one-time sign-in link, while \`npm run demo\` serves (this was --once)`];
  return [
    '',
    bold('4. Look around'),
    ...indent([...graphiql, `API key    ${key}`, '']),
    ...indent(['Two queries to paste:', ...queries.flatMap((query) => ['', ...indent(query.split('\n'))])]),
    '',
    bold('5. What to try next'),
    ...indent([
      `${isServing ? 'In' : 'Start `npm run demo`; then, in'} another terminal, in the checkout:`,
      '',
      `  export EARSHOT_URL=${url} EARSHOT_API_KEY=${key}`,
      '  npx earshot run satisfaction --wait',
      `  npx earshot runs show ${run.id}`,
      `  npx earshot query '{ survey(key: "${findings.scores.key}") { questions { key label kind role } } }' --format csv`,
      '  npx earshot import YOURS.csv --as responses --survey yours --dry-run',
      '  npx earshot --help',
    ]),
  ];
}

const indent = (lines: readonly string[]) => lines.map((line) => (line === '' ? '' : `  ${line}`));
