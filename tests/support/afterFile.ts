/** After each file of tests. Not in process.ts: files share its module, and a hook there would be that of the first file alone. */
import { afterAll } from 'vitest';
import { killWhatIsLeft } from './process.ts';

afterAll(killWhatIsLeft);
