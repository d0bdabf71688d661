import picomatch from 'picomatch';
import type { Gates } from '../../model/catalog.ts';
import type { RefKind, RefProblem, ResolvedRef } from '../../model/commit.ts';
import { shortSha } from '../../model/commit.ts';
import type { Facts } from '../../model/facts.ts';
import { tagGlob } from '../../model/tag-pattern.ts';
import type { Verdict } from '../../model/verdict.ts';
import { block, factsMissing, list, notConfigured, pass } from '../verdicts.ts';

type RefRule = Gates['ref'];

/** Which branches, tags and commits may be deployed, by name. */
export function ref(rules: RefRule, facts: Facts): Verdict {
  if (!facts.ref.known) return factsMissing('ref', 'The ref', facts.ref.why);
  const found = facts.ref.value;
  if ('problem' in found) return unusable(rules, found);
  if (anything(rules)) return notConfigured('ref', 'Any branch, tag or commit may be deployed here.');
  const wanted = sayRule(rules);
  const saw = [{ what: 'Ref', found: sayRef(found), wanted }];
  if (found.kind === 'sha') {
    if (rules.shas) return pass('ref', `The commit ${shortSha(found.sha)} may be deployed by its SHA.`, saw);
    return block('ref', 'ref-kind-not-allowed', `A bare commit may not be deployed to ${facts.environment}.`, {
      saw,
      unblock: `Deploy ${wanted}.`,
    });
  }
  const patterns = found.kind === 'branch' ? rules.branches : rules.tags;
  if (patterns.length === 0) {
    const kind = found.kind === 'branch' ? 'Branches' : 'Tags';
    return block('ref', 'ref-kind-not-allowed', `${kind} may not be deployed to ${facts.environment}.`, {
      saw,
      unblock: `Deploy ${wanted}.`,
    });
  }
  if (refMatches(found.kind, found.name, patterns)) {
    return pass('ref', `The ${sayRef(found)} may be deployed here.`, saw);
  }
  return block(
    'ref',
    'ref-name-not-allowed',
    `The ${sayRef(found)} may not be deployed to ${facts.environment}: its name does not fit ${list(patterns, 'or')}.`,
    { saw, unblock: `Deploy ${wanted}.` },
  );
}

/** Whether the name fits one of the catalog's patterns; for tags see `tagGlob`. */
export function refMatches(kind: 'branch' | 'tag', name: string, patterns: readonly string[]): boolean {
  const globs = patterns.map((pattern) => (kind === 'tag' ? tagGlob(pattern) : pattern));
  return picomatch.isMatch(name, globs, { dot: true, nonegate: true });
}

function anything(rules: RefRule): boolean {
  return rules.shas && rules.branches.includes('**') && rules.tags.includes('**');
}

function unusable(rules: RefRule, problem: RefProblem): Verdict {
  const says = {
    'ref-malformed': `"${problem.ref}" cannot be the name of a branch or tag, nor a SHA.`,
    'ref-not-found': problem.target
      ? `"${problem.ref}" is neither a service or group, nor a branch, a tag or a commit of the repository.`
      : `"${problem.ref}" is neither a branch nor a tag nor a commit of the repository.`,
    'ref-ambiguous': `"${problem.ref}" can mean more than one thing: ${list(problem.candidates, 'or')}.`,
  }[problem.problem];
  const meant = problem.candidates.slice(0, 5);
  if (problem.target) meant.push(`the ${problem.target.kind} ${problem.target.name}`);
  const short = /^[0-9a-f]{7,39}$/i.test(problem.ref);
  const longer = short
    ? ' If it is a short SHA, give more of it: one that fits several commits is not found either.'
    : '';
  const near = meant.length > 0 ? ` Did you mean ${list(meant, 'or')}?` : '';
  const unblock = {
    'ref-malformed':
      'Look how it is written: a name has no space, no "..", none of ~ ^ : ? * [ and no "/" at its end; a SHA has 7 to 40 of 0-9 and a-f.',
    'ref-not-found': `Give the name of something that is on GitHub; what was made just now has to be pushed first.${longer}${near}`,
    'ref-ambiguous': 'Name it in full, as in refs/tags/NAME or refs/heads/NAME, or give the SHA.',
  }[problem.problem];
  return block('ref', problem.problem, says, {
    saw: [{ what: 'Ref', found: problem.ref, wanted: sayRule(rules) }],
    unblock,
  });
}

function sayRule(rules: RefRule): string {
  const parts: string[] = [];
  if (rules.branches.length > 0) parts.push(`a branch ${list(rules.branches, 'or')}`);
  if (rules.tags.length > 0) parts.push(`a tag ${list(rules.tags.map(sayTagPattern), 'or')}`);
  if (rules.shas) parts.push('a commit by its SHA');
  return list(parts, 'or');
}

function sayTagPattern(pattern: string): string {
  return pattern.includes('*.*.*') ? `${pattern} (as in ${example(pattern)})` : pattern;
}

function example(pattern: string): string {
  return pattern.replace('*.*.*', '1.2.3').replaceAll('**', '1').replaceAll('*', '1');
}

function sayRef(found: ResolvedRef): string {
  const kinds: Record<RefKind, string> = { branch: 'branch', tag: 'tag', sha: 'commit' };
  return `${kinds[found.kind]} ${found.kind === 'sha' ? shortSha(found.sha) : found.name}`;
}
