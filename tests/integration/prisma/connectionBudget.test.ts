import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectionShortage } from '../../../prisma/connectionBudget.ts';
import { connect, type Sql } from '../../../prisma/sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let app: Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 1 });
});
afterAll(async () => {
  await app.end();
  await database.drop();
});

it('says nothing while the server has room for all pools of the process', async () => {
  expect(await connectionShortage(app, 5)).toBeNull();
});

it('names what is needed, what is free and what to do when it has not', async () => {
  expect(await connectionShortage(app, 10_000)).toMatch(
    /may open 10000 connections and the database has \d+ of 200 free: raise max_connections/,
  );
});
