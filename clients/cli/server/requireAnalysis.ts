import { CliError } from '../cliError.ts';
import { analysisDocument } from '../documents/analyses.ts';
import { ask } from './ask.ts';
import type { Connection } from './connection.ts';

/** For a list of one analysis that is empty: a name that was misspelt has nothing either. @throws CliError */
export async function requireAnalysis(connection: Connection, name: string): Promise<void> {
  const { analysis } = await ask(connection, analysisDocument, { name });
  if (!analysis) throw new CliError(`there is no analysis ${JSON.stringify(name)}`, 'earshot analyses lists them');
}
