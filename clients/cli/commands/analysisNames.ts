/** Another name for an analysis, and its end. */
import { defineCommand } from '../command.ts';
import { analysisDocument, deleteAnalysisDocument, renameAnalysisDocument } from '../documents/analyses.ts';
import { savedTextsDocument } from '../documents/saved.ts';
import { requireConsent } from '../requireConsent.ts';
import { ask, askForAll } from '../server/ask.ts';
import { type Connection, connectionFromEnvironment } from '../server/connection.ts';

const environment = ['EARSHOT_URL', 'EARSHOT_API_KEY'];
const json = { type: 'boolean', help: 'JSON instead of text' } as const;

/** What the server does not know to name it: text that somebody wrote. */
async function savedQueriesWith(connection: Connection, name: string): Promise<string[]> {
  const saved = await askForAll(connection, savedTextsDocument, {}, ({ savedDocuments }) => savedDocuments);
  return saved.filter(({ document }) => document.includes(JSON.stringify(name))).map((one) => one.name);
}

const savedLines = (savedQueries: readonly string[]) =>
  savedQueries.length > 0 ? [`Saved queries with this name in them may find nothing now: ${savedQueries.join(', ')}`] : [];

export const analysesRename = defineCommand({
  name: 'analyses rename',
  summary: 'Give an analysis another name; its runs, schedule and published run stay',
  usage: ['analyses rename NAME NEW_NAME [--json]'],
  parameters: ['NAME', 'NEW_NAME'],
  options: { json },
  notes:
    'Its id stays, datasets and bi.* have the new name from then on, and analyses of value and loyalty and segments that name it follow. Who asks by the old name is told the new one: addresses such as /v1/analyses/NAME/runs have to be changed where they stand. Saved queries with the old name in them are listed. Needs a key with the scope compute. Sent again, it does nothing more.',
  examples: ['earshot analyses rename churn churn-by-contract'],
  environment,
  run: async ({ json: asJson }, [analysis = '', name = '']) => {
    const connection = connectionFromEnvironment();
    const { renameAnalysis } = await ask(connection, renameAnalysisDocument, { analysis, name });
    const savedQueries = await savedQueriesWith(connection, analysis);
    if (asJson) console.log(JSON.stringify({ ...renameAnalysis, savedQueries }));
    else for (const line of [`${analysis} is called ${renameAnalysis.name} now`, ...savedLines(savedQueries)]) console.log(line);
    return 0;
  },
});

export const analysesDelete = defineCommand({
  name: 'analyses delete',
  summary: 'Delete an analysis with its runs, schedule and backfills, for good',
  usage: ['analyses delete NAME [--yes] [--json]'],
  parameters: ['NAME'],
  options: { yes: { type: 'boolean', help: 'without a question, as a program has to' }, json },
  notes:
    'Runs of it that wait or are under way are cancelled. Its results leave lists, scores, datasets and bi.* at once, and the workers delete their rows within the hour; messages of webhooks about it are still delivered. Refused while an analysis of value and loyalty or a segment names it. One that is only to rest: earshot schedules remove, earshot schedules on-change --off. Needs a key with the scope compute. One that is gone already is no error with --yes.',
  examples: ['earshot analyses delete trial', 'earshot analyses delete trial --yes --json'],
  environment,
  run: async ({ yes = false, json: asJson = false }, [name = '']) => {
    const connection = connectionFromEnvironment();
    const { analysis } = await ask(connection, analysisDocument, { name });
    if (!yes)
      await requireConsent({
        whether: 'whether to delete the analysis for good',
        warning: `The analysis ${name} will be deleted for good, with all its runs and what they found.`,
        typed: name,
        noun: 'name',
        done: 'deleted',
      });
    await ask(connection, deleteAnalysisDocument, { analysis: name });
    const savedQueries = analysis ? await savedQueriesWith(connection, name) : [];
    if (asJson) console.log(JSON.stringify({ name, wasThere: analysis != null, savedQueries }));
    else for (const line of deletedLines(name, analysis != null, savedQueries)) console.log(line);
    return 0;
  },
});

const deletedLines = (name: string, wasThere: boolean, savedQueries: readonly string[]) =>
  wasThere
    ? [`${name} is deleted, with its runs, schedule and backfills`, ...savedLines(savedQueries)]
    : [`there is no analysis ${name}: nothing was left to delete`];
