import { CliError } from '../cliError.ts';
import type { Colours } from '../print/colour.ts';
import { driverReport } from '../print/driverReport.ts';
import { countLine } from '../print/importReport.ts';
import { formatCount, formatInterval, formatNumber, formatShare } from '../print/numbers.ts';
import { runReport } from '../print/runReport.ts';
import { table } from '../print/table.ts';
import type { RunReport } from '../server/followRun.ts';
import type { DemoFindings, LumenFindings, SfoFindings } from './findOut.ts';
import { scoreTable } from './scoreTable.ts';
import { workspaceKeys, workspaces } from './workspaces.ts';

/** What the demo has found out, and the ways to go on from here. */
export interface DemoReport extends DemoFindings {
  /** Where the demo will be when it serves: `--once` took whichever port was free. */
  readonly servingUrl: string;
  /** Each signs one browser in, once. */
  readonly signInLinks: { readonly sfo: string; readonly lumen: string };
}

export function demoReport(findings: DemoReport, colours: Colours): string[] {
  const { sfo, lumen, cdnow, telco } = findings;
  const reports = [
    airportReport(sfo, colours),
    lumenReport(lumen, colours),
    ordersReport(cdnow, colours),
    subscriptionsReport(telco, colours),
  ];
  return reports.flatMap((lines) => ['', ...lines]);
}

function airportReport(findings: SfoFindings, { bold, dim }: Colours): string[] {
  return [
    bold(`sfo: ${findings.scores.title}, what drives satisfaction at San Francisco International Airport`),
    dim('City and County of San Francisco, DataSF nnh5-5rwz, public domain (PDDL); see prisma/seeds/sfo/SOURCE.md'),
    '',
    bold('1. The data'),
    ...indent([countLine(findings.import)]),
    '',
    bold('2. How satisfied are they?'),
    ...indent(scoreTable(findings.scores)),
    '',
    bold('3. What drives it?'),
    ...indent(driverReport(findings.run, readyResult(findings.run))),
  ];
}

function lumenReport(findings: LumenFindings, colours: Colours): string[] {
  const { imports, coverage, survey, run, trueEffects, churn, clv, valueLoyalty } = findings;
  const { bold, dim } = colours;
  const share = (count: number) => `${formatCount(count)} (${formatShare(count / coverage.responses, 0)})`;
  const { estimate, ciLow, ciHigh } = survey.nps;
  const rows = imports.reduce((sum, { rowsRead }) => sum + Number(rowsRead), 0);
  const interval = formatInterval(ciLow, ciHigh, (value) => formatNumber(value, 1));
  return [
    bold('lumen: a simulated company, say and do joined'),
    dim('Simulated; every number is known beforehand: see prisma/seeds/lumen/README.md'),
    '',
    bold('4. What is joined'),
    ...indent([
      `${formatCount(rows)} rows in ${imports.length} files: customers, orders, subscriptions, tickets, visits, events, surveys, …`,
      `${formatCount(coverage.responses)} answers: ${share(coverage.withCustomer)} linked to a customer, ${share(coverage.withOrder)} to an order,`,
      `  ${share(coverage.withVisit)} to a visit, ${share(coverage.withTicket)} to a ticket`,
      `NPS ${formatNumber(estimate, 1)} (95 % interval ${interval})`,
    ]),
    '',
    bold('5. What drives loyalty, beside the truth'),
    ...indent(truthTable(run, trueEffects)),
    ...chapter('6. Who leaves, when, and who is about to?', churn, colours),
    ...chapter('7. Whom to protect, whom to win back', valueLoyalty, colours),
    ...indent([
      '',
      `Values are from the analysis ${clv.analysis.name} (earshot runs show ${clv.id}), risks from ${churn.analysis.name} (earshot runs show ${churn.id}).`,
    ]),
  ];
}

function truthTable(run: RunReport, trueEffects: Readonly<Record<string, number>>): string[] {
  const effect = (value: number | null | undefined) => formatNumber(value, 3);
  return table(
    [
      { title: 'driver', cell: ({ label }) => label },
      { title: 'true effect', align: 'right', cell: ({ driver }) => effect(trueEffects[driver]) },
      { title: 'found', align: 'right', cell: ({ estimate }) => effect(estimate) },
      { title: '95 % interval', cell: ({ ciLow, ciHigh }) => formatInterval(ciLow, ciHigh, effect) },
      { title: 'importance', align: 'right', cell: ({ lmgShare }) => formatShare(lmgShare) },
    ],
    readyResult(run).drivers,
  );
}

/** One analysis: what it asks, and what it found or why the data cannot tell. */
const chapter = (title: string, run: RunReport, { bold }: Colours): string[] => ['', bold(title), ...indent(runReport(run).slice(2))];

function ordersReport({ orders, clv }: DemoReport['cdnow'], colours: Colours): string[] {
  return [
    colours.bold('cdnow: real orders of the early web'),
    colours.dim('Fader and Hardie, as distributed by lifetimes (MIT); see prisma/seeds/cdnow/SOURCE.md'),
    ...indent([`${formatCount(orders.totalCount)} orders worth ${formatNumber(Number(orders.totalRevenue), 2)} USD`]),
    ...chapter('8. What are they worth?', clv, colours),
  ];
}

function subscriptionsReport({ subscriptions, churn }: DemoReport['telco'], colours: Colours): string[] {
  const { monthly, oneYear, twoYear } = subscriptions;
  return [
    colours.bold('telco: a sample of subscriptions'),
    colours.dim('IBM (Apache-2.0), dates made up where it has none; see prisma/seeds/telco/SOURCE.md'),
    ...indent([
      `${formatCount(monthly.totalCount)} monthly, ${formatCount(oneYear.totalCount)} for one year, ${formatCount(twoYear.totalCount)} for two`,
    ]),
    ...chapter('9. Who leaves, of those in a snapshot?', churn, colours),
  ];
}

function readyResult({ result, ...run }: RunReport) {
  if (result.__typename !== 'DriverResultReady') throw new CliError(runReport({ result, ...run }).join('\n'));
  return result;
}

/** Where to look next. With `--once` nothing serves any more: then how to have it serve; the keys stay good. */
export function demoDirections(findings: DemoReport, isServing: boolean, { bold, dim }: Colours): string[] {
  const { servingUrl, keys, signInLinks, sfo, lumen } = findings;
  const url = isServing ? findings.url : servingUrl;
  const graphiql = isServing
    ? [
        `GraphiQL   ${url}/graphql`,
        `Sign in    ${signInLinks.sfo} (sfo)`,
        `Sign in    ${signInLinks.lumen} (lumen)`,
        dim(
          '           (each opens one browser session, once; a browser is in one workspace at a time, in all its tabs: the last one opened)',
        ),
      ]
    : [`GraphiQL   ${url}/graphql, and one-time sign-in links, while \`npm run demo\` serves (this was --once)`];
  const width = Math.max(...workspaceKeys.map((key) => key.length));
  const pasted = (queries: readonly string[]) => queries.flatMap((query) => ['', ...indent(query.split('\n'))]);
  return [
    '',
    bold('10. Look around'),
    ...indent([...graphiql, ...workspaceKeys.map((key) => `API key    ${key.padEnd(width)}  ${keys[key]}  ${workspaces[key].name}`)]),
    '',
    ...indent(['A query to paste into lumen, a customer with all that they said and did:', ...pasted([lumen.query])]),
    '',
    ...indent(['Two for sfo:', ...pasted(sfo.queries)]),
    '',
    bold('11. What to try next'),
    ...indent([
      `${isServing ? 'In' : 'Start `npm run demo`; then, in'} another terminal, in the checkout:`,
      '',
      `  export EARSHOT_URL=${url} EARSHOT_API_KEY=${keys.sfo}`,
      '  npx earshot run satisfaction --wait',
      `  npx earshot runs show ${sfo.run.id}`,
      `  npx earshot query '{ survey(key: "${sfo.scores.key}") { questions { key label kind role } } }' --format csv`,
      '  npx earshot import YOURS.csv --as responses --survey yours --dry-run',
      '',
      'and of lumen, whose customers are known: who is about to leave, whom to win back, and their scores as a file',
      '',
      `  export EARSHOT_API_KEY=${keys.lumen}`,
      `  npx earshot customers --analysis ${lumen.churn.analysis.name} --first 10`,
      `  npx earshot customers --analysis ${lumen.valueLoyalty.analysis.name} --loyalty detractor --tier 1`,
      '  npx earshot export customer_scores --excel --out scores.csv',
      '  npx earshot --help',
    ]),
  ];
}

const indent = (lines: readonly string[]) => lines.map((line) => (line === '' ? '' : `  ${line}`));
