import { canary } from './canary.ts';
export const flagger = canary;
