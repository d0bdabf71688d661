/** A key that is right elsewhere, and what to write where it stands. */
interface Misplaced {
  key: string;
  /** Of the mapping in which it stands. */
  at: RegExp;
  found: string;
  expected: string;
}

const known: readonly Misplaced[] = [
  {
    key: 'within',
    at: /\.delivery\.analysis\.rules\.[^.]+$/,
    found: 'within, which is of watch.rules alone',
    expected:
      'as_stable, which compares with the version beside it, or this rule under watch: what was usual before is compared with after the deployment',
  },
  {
    key: 'as_stable',
    at: /\.watch\.rules\.[^.]+$/,
    found: 'as_stable, which is of delivery.analysis.rules alone',
    expected: 'within, which compares with what was usual before: nothing runs beside it any more',
  },
  ...['within', 'growth_below'].map((key) => ({
    key,
    at: /\.watch\.roll_back_when\.[^.]+$/,
    found: `${key}, which is of watch.rules alone`,
    expected: 'this rule under rules, with on_fail: roll-back',
  })),
  {
    key: 'engine',
    at: /\.delivery\.(strategy|major_versions)\.(rolling|blue_green)$/,
    found: 'engine, which is of canary alone',
    expected: 'no engine: what Argo Rollouts or Flagger moves is driven as a canary, and both colours by Quarterdeck',
  },
];

/** Null for a key that is right nowhere near. */
export function misplaced(path: readonly PropertyKey[], key: string): Pick<Misplaced, 'found' | 'expected'> | null {
  const at = path.map(String).join('.');
  return known.find((one) => one.key === key && one.at.test(at)) ?? null;
}
