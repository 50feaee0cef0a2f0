/** The API as a process: alone (`earshot api`) or as a child of `earshot start`. */
import { explainConnection } from '../prisma/adminConnection.ts';
import { connectionShortage } from '../prisma/connectionBudget.ts';
import { exitWithParent, tellParent } from '../prisma/exitWithParent.ts';
import { assertAppRole, assertSchemaVersion } from '../prisma/migrate.ts';
import { connect } from '../prisma/sql.ts';
import { explain, StartError } from '../prisma/startError.ts';
import { apiConnections, type Config, readConfig } from './config.ts';
import { openServices, type Services } from './context.ts';
import { createLog } from './log.ts';
import { lowerHelpers } from './lowerHelpers.ts';
import { startServer } from './server.ts';

try {
  await startApi(readConfig());
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  if (process.connected) tellParent({ type: 'failed', message, ...(error instanceof StartError && { remedy: error.remedy }) });
  if (!process.connected || !(error instanceof StartError)) process.stderr.write(`${explain(error)}\n`); // a bug shows its stack
  process.exitCode = 1;
  setTimeout(() => process.exit(), 200).unref(); // whatever pool is open
  process.disconnect?.();
}

async function startApi(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  const shortage = await checkDatabase(config);
  if (shortage) log.warn(shortage);
  const services = await openServices(config, log);
  await Promise.all([lowerHelpers(config.runProcessors), compileQueries(services)]);
  const server = await startServer(config, { services, log });
  exitWithParent({
    onStop: async () => {
      await server.close();
      await services.close();
    },
  });
  log.info({ url: server.url }, 'the API is ready');
  tellParent({ type: 'ready', url: server.url });
}

/**
 * Prisma compiles what compiles its queries when the first one comes: for a fifth of a second nothing else would be answered, at the first mutation of
 * every process.
 */
async function compileQueries({ prisma }: Services): Promise<void> {
  await prisma.workspace.findFirst({ where: { id: 0 }, select: { id: true } });
}

/** Refuses a database that is out of reach, of another release, or whose policies would not bind this login. */
async function checkDatabase({ databaseUrl }: Config): Promise<string | null> {
  const sql = connect(databaseUrl, { applicationName: 'earshot api start', max: 1 });
  try {
    await assertAppRole(sql);
    await assertSchemaVersion(sql);
    return await connectionShortage(sql, apiConnections);
  } catch (error) {
    throw explainConnection(error, databaseUrl, 'DATABASE_URL');
  } finally {
    await sql.end({ timeout: 1 });
  }
}
