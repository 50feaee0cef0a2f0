import type { Question } from '../../prisma/generated/client/client.ts';

/** NPS, and its bands, are of questions from 0 to 10 alone (definitions.md, section 2). */
export const isOnNpsScale = ({ scaleMin, scaleMax }: Pick<Question, 'scaleMin' | 'scaleMax'>): boolean => scaleMin === 0 && scaleMax === 10;
