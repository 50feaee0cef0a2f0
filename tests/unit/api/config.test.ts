import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../api/config.ts';
import { defaultLimits } from '../../../api/limits/limits.ts';

const url = 'postgres://app:secret-password@db:5432/earshot';

describe('the environment of the API', () => {
  it('needs only the database', () => {
    expect(readConfig({ DATABASE_URL: url })).toEqual({
      databaseUrl: url,
      port: 4000,
      host: '127.0.0.1',
      allowPrivateWebhooks: false,
      runProcessors: null,
      corsOrigins: new Set(),
      limits: defaultLimits,
      tokens: null,
      logLevel: 'info',
    });
  });
  it('takes an empty variable as one that is not set', () => {
    expect(readConfig({ DATABASE_URL: url, PORT: '', HOST: '' })).toMatchObject({ port: 4000, host: '127.0.0.1' });
  });
  it('tells all faults at once', () => {
    expect(() => readConfig({ PORT: 'many', LOG_LEVEL: 'loud' })).toThrow(/DATABASE_URL is not set.*PORT is not a number.*LOG_LEVEL/);
  });
  it('takes exact origins of pages, and neither a star nor an address', () => {
    const origins = (text: string) => [...readConfig({ DATABASE_URL: url, EARSHOT_CORS_ORIGINS: text }).corsOrigins];
    expect(origins('https://app.example.com, http://localhost:5173,')).toEqual(['https://app.example.com', 'http://localhost:5173']);
    for (const text of ['*', 'https://*.example.com', 'https://app.example.com/', 'app.example.com', 'null', 'https://a.example,*']) {
      expect(() => origins(text), text).toThrow(/^EARSHOT_CORS_ORIGINS is not a list of exact origins: .*$/);
    }
  });
  it('never repeats a value that may be secret', () => {
    expect(() => readConfig({ DATABASE_URL: 'mysql://app:secret-password@db/earshot' })).toThrow(
      /^DATABASE_URL is not a postgres:\/\/ URL$/,
    );
  });
});
