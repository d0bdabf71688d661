import { canary } from './canary.ts';
export const argoRollouts = canary;
