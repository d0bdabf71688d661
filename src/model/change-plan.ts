export const impacts = ['none', 'low', 'medium', 'high'] as const;
export type Impact = (typeof impacts)[number];

export const risks = ['low', 'medium', 'high'] as const;
export type Risk = (typeof risks)[number];

/** What a change is asked with, beyond what any deployment is. Plain text, unescaped. */
export interface ChangePlan {
  title: string;
  /** What changes, why, and for whom; null when nothing was said. */
  description: string | null;
  /** Who would notice the change itself. */
  impact: Impact;
  /** What could go wrong with it. */
  risk: Risk;
  /** How one goes back. */
  rollback: string;
  /** How one sees afterwards that it is right. */
  validation: string;
}
