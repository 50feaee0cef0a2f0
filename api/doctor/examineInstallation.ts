/** All checks, within seconds, whatever does not answer. */
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseUrls, parseUrl } from '../../prisma/databaseUrls.ts';
import { messageWithoutValues } from '../../prisma/describeError.ts';
import { liveHolder } from '../../prisma/embedded/dataLock.ts';
import { assertCluster, dataDirectory, killSpawnedPostmasters, withDatabase } from '../../prisma/embedded.ts';
import { nodeRange } from '../../prisma/release.ts';
import { StartError } from '../../prisma/startError.ts';
import { checkApi } from './checkApi.ts';
import { checkDisk, checkNode, checkSettings } from './checkMachine.ts';
import { examineDatabase } from './examineDatabase.ts';
import { checkNames, type Finding, problem } from './finding.ts';

/** For everything that the database is asked, and for starting and stopping one that is at rest. */
const patienceSeconds = 8;

export async function examineInstallation(env: NodeJS.ProcessEnv = process.env): Promise<Finding[]> {
  const findings: Finding[] = [checkNode(process.versions.node, nodeRange), checkSettings(env)];
  const report = (finding: Finding) => void findings.push(finding);
  await Promise.all([withinPatience(env, report), checkApi(env).then(report)]);
  return findings.toSorted((a, b) => checkNames.indexOf(a.check) - checkNames.indexOf(b.check));
}

async function withinPatience(env: NodeJS.ProcessEnv, report: (finding: Finding) => void): Promise<void> {
  let isOver = false;
  let hasAnswered = false;
  const whileWaiting = (finding: Finding) => {
    if (isOver) return;
    hasAnswered ||= finding.check === 'database';
    report(finding);
  };
  const examined = examine(env, whileWaiting).catch((error: unknown) => {
    if (error instanceof StartError) return whileWaiting(problem('database', error.message, error.remedy));
    const why = error instanceof Error ? messageWithoutValues(error) : 'for no reason given';
    whileWaiting(
      problem(
        'database',
        `the checks of the database broke off: ${why}`,
        'look again in a moment; the log of the database server tells more',
      ),
    );
  });
  const isDone = await Promise.race([examined.then(() => true), sleep(patienceSeconds * 1000, false, { ref: false })]);
  isOver = true;
  if (isDone) return;
  killSpawnedPostmasters(); // of ours, if it is one that does not come up
  const found = hasAnswered ? 'the database stopped answering amid the checks' : `the database does not answer within ${patienceSeconds} s`;
  report(
    problem(
      'database',
      found,
      'see that it runs and is not overloaded; `earshot start` tells more of an embedded one, the log of the server of any other',
    ),
  );
}

async function examine(env: NodeJS.ProcessEnv, report: (finding: Finding) => void): Promise<void> {
  const threads = threadsOf(env);
  const given = givenDatabase(env);
  if (given) return examineDatabase({ ...given, name: 'DATABASE_URL', isStopped: false, threads }, report);
  const dataDir = dataDirectory(env);
  assertCluster(dataDir);
  report(
    await checkDisk(dataDir).catch((error: Error) => problem('disk', messageWithoutValues(error), 'see that EARSHOT_DATA_DIR can be read')),
  );
  const holder = liveHolder(dataDir);
  const isStopped = !holder || holder.temporary;
  const name = isStopped
    ? `the embedded database in ${dataDir} (not running: started for this check)`
    : `the embedded database in ${dataDir}`;
  await withDatabase((urls) => examineDatabase({ ...urls, name, isStopped, threads }, report), { command: 'earshot doctor', dataDir });
}

/** As databaseUrls, but a host of the API or of a worker alone has no owner's login, and is healthy. */
function givenDatabase(env: NodeJS.ProcessEnv): { appUrl: string; adminUrl: string | null } | null {
  const { DATABASE_URL: appUrl, DATABASE_ADMIN_URL: adminUrl } = env;
  if (!appUrl || adminUrl) return databaseUrls(env);
  parseUrl(appUrl, 'DATABASE_URL');
  return { appUrl, adminUrl: null };
}

/** What a worker of this machine would have; a setting that is no number has its own finding. */
function threadsOf(env: NodeJS.ProcessEnv): number {
  const given = Number(env.EARSHOT_WORKER_THREADS || Number.NaN);
  return Number.isInteger(given) && given > 0 ? given : Math.max(1, availableParallelism() - 1);
}
