/** A process that only walks through memory, with the least priority that a job of ours has and where runs are: what any computation does to its neighbours here. */
import { setPriority } from 'node:os';
import { joinIdleGroup } from '../../worker/idleGroup.ts';
import { keepTo, processorsBesideApi } from '../../worker/runProcessors.ts';

const lowest = 19;
const numbers = new Float64Array(20_000_000); // more than any cache holds

if (!(await joinIdleGroup())) setPriority(lowest);
const processors = await processorsBesideApi();
if (processors !== null) await keepTo(processors, [process.pid]);
for (;;) for (let i = 0; i < numbers.length; i += 8) numbers[i]! += 1;
