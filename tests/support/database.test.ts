import postgres from 'postgres';
import { expect, it } from 'vitest';
import { createTestDatabase } from './database.ts';

it('gives a database of its own to the owner and to the app role', async () => {
  const database = await createTestDatabase();
  const who = async (url: string) => {
    const sql = postgres(url, { max: 1 });
    const [row] = await sql`select current_user as login, current_database() as name`;
    await sql.end();
    return row;
  };
  expect(await who(database.adminUrl)).toEqual({ login: 'earshot_owner', name: database.name });
  expect(await who(database.appUrl)).toEqual({ login: 'earshot_app', name: database.name });
  await database.drop();
  await expect(who(database.appUrl)).rejects.toThrow();
});
