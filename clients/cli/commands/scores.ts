/** Which analysis gives the number that is called churn, or value, wherever none is named. */
import { UsageError } from '../cliError.ts';
import { defineCommand } from '../command.ts';
import { scoresDocument, setScoreAnalysisDocument } from '../documents/scores.ts';
import type { ScoreName, ScoreSourcesQuery } from '../generated/graphql.ts';
import { table } from '../print/table.ts';
import { ask } from '../server/ask.ts';
import { connectionFromEnvironment } from '../server/connection.ts';

type Source = ScoreSourcesQuery['workspace']['scores'][number];

const environment = ['EARSHOT_URL', 'EARSHOT_API_KEY'];
const json = { type: 'boolean', help: 'JSON instead of text' } as const;
const names: Readonly<Record<string, ScoreName>> = { churn: 'CHURN', value: 'VALUE' };

export const scores = defineCommand({
  name: 'scores',
  summary: 'Which analysis gives the number that is called churn, and which value',
  usage: ['scores [--json]'],
  parameters: [],
  options: { json },
  notes:
    'They are meant wherever no analysis is named: risk and value of a customer, filters and orders by them, losses in the journey, CLV in metrics, value and loyalty.',
  examples: ['earshot scores'],
  environment,
  run: async ({ json: asJson }) => {
    const { workspace } = await ask(connectionFromEnvironment(), scoresDocument, {});
    if (asJson) console.log(JSON.stringify(workspace.scores, null, 2));
    else for (const line of scoreTable(workspace.scores)) console.log(line);
    return 0;
  },
});

export const scoresSet = defineCommand({
  name: 'scores set',
  summary: 'Say which analysis gives what is called churn, or value',
  usage: ['scores set churn|value --analysis NAME', 'scores set churn|value --first'],
  parameters: ['churn or value'],
  options: {
    analysis: { type: 'string', value: 'NAME', help: 'the one that gives it from now on' },
    first: { type: 'boolean', help: 'none is chosen: it is the one of its kind that was created first' },
    json,
  },
  notes:
    'Churn comes from an analysis of kind CHURN, value from one of kind CLV. It needs the scope admin, and is put on record. A result of value and loyalty is of those that gave it when it ran: run it again.',
  examples: ['earshot scores set churn --analysis churn', 'earshot scores set value --first'],
  environment,
  run: async ({ analysis, first = false, json: asJson }, [word = '']) => {
    const score = names[word.toLowerCase()];
    if (!score) throw new UsageError(`${word} is neither churn nor value`);
    if ((analysis === undefined) !== first) throw new UsageError('give either --analysis NAME or --first');
    const { setScoreAnalysis } = await ask(connectionFromEnvironment(), setScoreAnalysisDocument, { score, analysis: analysis ?? null });
    const source = setScoreAnalysis.scores.find((one) => one.score === score);
    console.log(asJson ? JSON.stringify(source) : sentence(score, source));
    return 0;
  },
});

function scoreTable(sources: readonly Source[]): string[] {
  return table(
    [
      { title: 'called', cell: ({ score }) => score.toLowerCase() },
      { title: 'analysis', cell: ({ analysis }) => analysis?.name ?? 'none' },
      { title: 'because', cell: (source) => reason(source) },
      { title: 'run', cell: ({ analysis }) => analysis?.currentRun?.id ?? '–' },
    ],
    sources,
  );
}

function reason({ analysis, isChosen }: Source): string {
  if (!analysis) return 'there is no analysis of its kind';
  return isChosen ? 'it was chosen' : 'it was created first';
}

function sentence(score: ScoreName, source: Source | undefined): string {
  const called = `What is called ${score.toLowerCase()}`;
  if (!source?.analysis) return `${called} will be that of the first analysis of its kind`;
  const { name, currentRun } = source.analysis;
  const soFar = currentRun ? '' : `; it has no result yet: earshot run ${name} --wait`;
  return `${called} is that of ${name} from now on${soFar}`;
}
