/** A real browser for pages: on Linux the Chromium that comes from npm, elsewhere the Chrome that is installed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

export interface TestBrowser {
  readonly browser: Browser;
  close(): Promise<void>;
}

export async function startBrowser(): Promise<TestBrowser> {
  if (process.platform !== 'linux') {
    const browser = await chromium.launch({ channel: 'chrome' });
    return { browser, close: () => browser.close() };
  }
  const folder = await mkdtemp(join(tmpdir(), 'earshot-browser-'));
  try {
    const executablePath = await unpack(folder);
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'], // its sandbox asks for rights that a container does not give
      env: { ...process.env, LD_LIBRARY_PATH: join(folder, 'al2023/lib') }, // of libraries that a server does not have
    });
    return {
      browser,
      close: async () => {
        await browser.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Unpacks program, fonts and libraries. The package knows one place, the system's temporary folder: here each test has its own. */
async function unpack(folder: string): Promise<string> {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    const { default: packed, inflate } = await import('@sparticuz/chromium');
    const parts = new URL('../bin/', import.meta.resolve('@sparticuz/chromium'));
    const [executablePath] = await Promise.all([packed.executablePath(), inflate(fileURLToPath(new URL('al2023.tar.br', parts)))]);
    return executablePath;
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}
