/** The database as a whole: its schema, its copy, its health. */
import { brief, ofDatabase } from '../childCommand.ts';

export const migrate = brief('api/migrate.ts', {
  name: 'migrate',
  summary: 'Bring the database to the schema of this release',
  usage: ['migrate'],
  options: {},
  examples: ['DATABASE_ADMIN_URL=postgres://earshot_owner:…@db/earshot DATABASE_URL=… earshot migrate'],
  environment: ofDatabase,
});

export const backup = brief('prisma/backup.ts', {
  name: 'backup',
  parameters: ['FILE'],
  summary: 'Every table of one moment into one file',
  usage: ['backup FILE'],
  options: {},
  notes: 'Works while everything runs. The file holds personal data: keep it as you keep the database.',
  examples: ['earshot backup earshot-2026-11-22.backup'],
  environment: ofDatabase,
});

export const restore = brief('prisma/restore.ts', {
  name: 'restore',
  parameters: ['FILE'],
  summary: 'Put a backup into a database',
  usage: ['restore FILE [--force] [--copy]'],
  options: {
    force: { type: 'boolean', help: 'replace what the database holds' },
    copy: {
      type: 'boolean',
      help: 'beside the original: disable webhook endpoints, pause schedules and backfills, revoke keys and sessions',
    },
  },
  notes:
    'All or nothing: a damaged file or a full disk leaves the database as it was. Stop `earshot start` first. It tells what is live then; keys, sessions, users and issuers are those of the moment of the backup, and BI logins without a role in this database are revoked.',
  examples: ['EARSHOT_DATA_DIR=/srv/earshot-copy earshot restore earshot-2026-11-22.backup --copy'],
  environment: ofDatabase,
});

export const doctor = brief('api/commands/doctor.ts', {
  name: 'doctor',
  summary: 'Is this installation healthy, and what to do where it is not',
  usage: ['doctor [--json]'],
  options: { json: { type: 'boolean', help: 'JSON instead of text' } },
  notes:
    'It asks Node, settings, database, isolation, connections, queue, workers, disk and API, and whether analyses fail, schedules are overdue or webhooks reach nobody; one line each: ok, warning or problem, what was found, and the remedy. Exit code 1 if there is a problem. It changes nothing and ends within ten seconds. Run it with the environment of `earshot start`, `api` or `worker`.',
  examples: ['earshot doctor', 'earshot doctor --json | jq \'.[] | select(.status != "ok")\''],
  environment: [...ofDatabase, 'EARSHOT_URL', 'PORT', 'EARSHOT_WORKER_THREADS'],
});
