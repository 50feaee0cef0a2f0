import { answers } from './answers.ts';
import { joined } from './joined.ts';
import type { BenchPage } from './page.ts';

export type PageName = 'joined' | 'answers';

export const benchPages: Readonly<Record<PageName, BenchPage>> = { joined, answers };
