/** What a reviewer's submission says. GitHub keeps an approval `approved` however often its author comments afterwards. */
export type ReviewState = 'approved' | 'changes-requested' | 'dismissed' | 'commented';

export interface Review {
  /** GitHub login; null for an account that is gone. */
  reviewer: string | null;
  state: ReviewState;
  /** The commit that was looked at; null when it is gone. */
  sha: string | null;
  /** Whether the reviewer may write to the repository: GitHub's own protection counts nobody else, nor machines. */
  counts: boolean;
}

/** A pull request that contains a commit. */
export interface PullRequest {
  number: number;
  title: string;
  url: string;
  /** GitHub login; null for an account that is gone. */
  author: string | null;
  base: string;
  state: 'open' | 'merged' | 'closed';
  /** The last commit of its branch, 40 hexadecimal characters. */
  head: string;
  /** The commit that stands for it on the base branch; null unless merged. */
  mergedAs: string | null;
  /** GitHub logins of those whose review was asked for. Absent where an earlier release read it. */
  requested?: string[];
  /** Oldest first. Only of a pull request whose content the commit is, else empty. */
  reviews: Review[];
}

/** Whether the commit holds exactly what the pull request held at its end: what its reviewers could see. */
export function isContentOf(sha: string, { head, mergedAs, state }: Omit<PullRequest, 'reviews'>): boolean {
  return state === 'merged' ? sha === head || sha === mergedAs : sha === head;
}
