/** Which tables of a database are Earshot's: what its migrations create. Anything else in `public` is somebody else's (PostGIS, a DBA). */
import type { Queryable } from '../sql.ts';
import { newerDatabase, readHistory } from './history.ts';
import { type MigrationFile, migrationsFolder, readMigrationFiles } from './migrationFiles.ts';

const creation = /\bcreate\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?(?:"([^"]+)"|([a-z_][\w$]*))/gi;

/** The names that files create, whether or not a later one drops them. */
export function tablesOfMigrations(files: readonly Pick<MigrationFile, 'text'>[]): Set<string> {
  const names = files.flatMap(({ text }) =>
    Array.from(text.replaceAll(/--.*/g, '').matchAll(creation), ([, quoted, plain]) => quoted ?? plain?.toLowerCase() ?? ''),
  );
  return new Set(names);
}

/** The names that the migrations of this database created. @throws StartError where this release does not know them all: it could not tell */
export async function ourTables(sql: Queryable, directory: string = migrationsFolder): Promise<Set<string>> {
  const files = new Map(readMigrationFiles(directory).map((file) => [file.name, file]));
  const applied = (await readHistory(sql)) ?? [];
  return tablesOfMigrations(
    applied.map(({ name }) => {
      const file = files.get(name);
      if (!file) throw newerDatabase(name);
      return file;
    }),
  );
}
