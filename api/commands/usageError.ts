import { StartError } from '../../prisma/startError.ts';

/** The command line itself is wrong: exit code 2, where a failure is 1. */
export class UsageError extends StartError {}
