/** The API as a process: alone (`earshot api`) or as a child of `earshot start`. */
import { exitWithParent, tellParent } from '../prisma/exitWithParent.ts';
import { assertAppRole, assertSchemaVersion } from '../prisma/migrate.ts';
import { explain, StartError } from '../prisma/startError.ts';
import { readConfig } from './config.ts';
import { openServices } from './context.ts';
import { createLog } from './plugins/log.ts';
import { startServer } from './server.ts';
import { handleUploads } from './uploads/uploads.ts';

try {
  const config = readConfig();
  const log = createLog(config.logLevel);
  const services = await openServices(config, log);
  await assertAppRole(services.sql);
  await assertSchemaVersion(services.sql);
  const server = await startServer(config, { services, log, handleUploads });
  exitWithParent({
    onStop: async () => {
      await server.close();
      await services.close();
    },
  });
  log.info({ url: server.url }, 'the API is ready');
  tellParent({ type: 'ready', url: server.url });
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  tellParent({
    type: 'failed',
    message: error instanceof Error ? error.message : String(error),
    ...(error instanceof StartError && { remedy: error.remedy }),
  });
  process.exitCode = 1;
  setTimeout(() => process.exit(1), 200); // open pools would keep the process
}
