/** A commit as far as rules about commits look at it. */
export interface RangeCommit {
  sha: string;
  /** The first line of the message. */
  title: string;
  /** All of the message, at most 10,000 characters. */
  message: string;
  author: { name: string; login: string | null };
  /** Who else stands in `Co-authored-by:` trailers; absent when nobody does or nobody asked. */
  coAuthors?: { name: string; login: string | null }[];
  /** It has more than one parent. */
  merge: boolean;
  /** Whether GitHub has verified its signature, and if not, why, in GitHub's word: unsigned, unknown_key, bad_email … */
  signature: { verified: boolean; reason: string };
}

/** What a deployment brings. */
export interface CommitRange {
  /** The commits that run now, full SHAs; empty when nothing runs, and then the range is the one commit. */
  since: string[];
  /** Oldest first. */
  commits: RangeCommit[];
  /** How many there are; more than `commits` when there are too many to be read. */
  total: number;
}
