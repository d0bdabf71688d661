import { Fault } from '../model/fault.ts';
import type { Series } from '../model/metric.ts';
import type { Instant, Millis } from '../model/time.ts';
import type { CoursesAnswer, MetricQuery, Metrics, Span } from '../ports/metrics.ts';

/** Somebody who keeps asking. */
interface Asker {
  about: MetricQuery['about'];
  from: Instant;
  /** The end of the span that was asked for last. */
  to: Instant;
}

/** What somebody was answered so far: every sample since `from`. */
interface Course {
  from: Instant;
  last: Instant;
  series: Series[];
}

/** What is asked with one text at one interval, and what was answered for the latest instant. */
interface Question {
  text: string;
  every: Millis;
  askers: Map<string, Asker>;
  courses: Map<string, Course>;
  to: Instant;
  answers: Map<string, { from: Instant; answer: CoursesAnswer }>;
  asking: Promise<void> | null;
}

/** Whoever has not asked for so many intervals has stopped. */
const stoppedAfter = 3;
/** So many intervals are asked for once more: a scrape may have come late. */
const again = 2;
/** A query about more than these at once takes a Prometheus longer than several do, when it is of many instants. */
const mostAtOnce = 50;

/**
 * The same metrics for many who look on at once: of each text there is one query for each instant, about everybody who keeps asking it,
 * and whoever asks for that instant is answered from it. It is of the latest instants alone; what was answered before is kept. Those who
 * ask have to agree on the instants: `to` is a multiple of `every`.
 */
export function shareMetrics(metrics: Metrics): Metrics {
  const questions = new Map<string, Question>();

  async function courses({ text, about }: MetricQuery, span: Span): Promise<Series[]> {
    const question = questionOf(questions, text, span);
    const key = join(question, about, span);
    // Late news of an earlier instant is no reason to forget the latest.
    while (span.to >= question.to) {
      const known = question.to === span.to ? question.answers.get(key) : undefined;
      if (known && known.from <= span.from) return within(known.answer, span);
      question.asking ??= askForAll(metrics, question, span.to).finally(() => {
        question.asking = null;
      });
      await question.asking;
    }
    return metrics.courses({ text, about }, span);
  }

  return { ...metrics, courses };
}

function questionOf(questions: Map<string, Question>, text: string, { to, every }: Span): Question {
  for (const [key, question] of questions)
    if (question.asking === null && hasStopped(question, to, Math.max(question.every, every))) questions.delete(key);
  const key = `${every} ${text}`;
  const question = questions.get(key) ?? begin(text, every);
  questions.set(key, question);
  return question;
}

function begin(text: string, every: Millis): Question {
  return { text, every, askers: new Map(), courses: new Map(), to: 0, answers: new Map(), asking: null };
}

function hasStopped({ to: last }: { to: Instant }, to: Instant, every: Millis): boolean {
  return last < to - stoppedAfter * every;
}

/** Notes who asks. Of two that ask the same, the one that began earlier needs more. */
function join({ text, askers }: Question, about: MetricQuery['about'], { from, to, every }: Span): string {
  const used = new Set([...text.matchAll(/\{\{\s*([a-z][a-z0-9_]*)\s*\}\}/g)].map(([, name]) => name));
  const meant = Object.fromEntries(Object.entries(about).filter(([name]) => used.has(name)));
  const key = JSON.stringify(Object.entries(meant).sort());
  const before = askers.get(key);
  const since = before && !hasStopped(before, to, every) ? Math.min(before.from, from) : from;
  askers.set(key, { about: meant, from: since, to: Math.max(to, before?.to ?? 0) });
  return key;
}

type Wanted = [key: string, asker: Asker][];

/** One query about everybody who keeps asking, and some about those who ask for the first time. */
async function askForAll(metrics: Metrics, question: Question, to: Instant): Promise<void> {
  const { every, askers, courses } = question;
  for (const [key, asker] of askers) {
    if (!hasStopped(asker, to, every)) continue;
    askers.delete(key);
    courses.delete(key);
  }
  const answers: Question['answers'] = question.to === to ? question.answers : new Map();
  const wanted = [...askers].filter(([key, { from }]) => (answers.get(key)?.from ?? Infinity) > from);
  const goesOn = ([key, { from }]: Wanted[number]) => (courses.get(key)?.from ?? Infinity) <= from;
  const going = wanted.filter(goesOn);
  const fresh = wanted.filter((one) => !goesOn(one));
  const since = Math.min(...going.map(([key]) => courses.get(key)?.last ?? to)) - again * every;
  if (going.length > 0) await askAbout(metrics, question, answers, going, { from: since, to, every });
  for (let first = 0; first < fresh.length; first += mostAtOnce) {
    const part = fresh.slice(first, first + mostAtOnce);
    await askAbout(metrics, question, answers, part, {
      from: Math.min(...part.map(([, { from }]) => from)),
      to,
      every,
    });
  }
  question.answers = answers;
  question.to = to;
}

async function askAbout(
  metrics: Metrics,
  { text, courses }: Question,
  answers: Question['answers'],
  wanted: Wanted,
  span: Span,
): Promise<void> {
  const abouts = wanted.map(([, { about }]) => about);
  const found = await answersOf(() => metrics.coursesOf(text, abouts, span), abouts.length);
  for (const [index, [key, { from }]] of wanted.entries()) {
    const answer = found[index];
    if (!answer) continue;
    if ('refused' in answer) {
      answers.set(key, { from, answer });
      continue;
    }
    const series = joined(courses.get(key)?.series ?? [], answer.series, span.from, from);
    courses.set(key, { from, last: span.to, series });
    answers.set(key, { from, answer: { series } });
  }
}

/** What was known up to `since`, and from there on what was read now; nothing of before `from`. */
function joined(known: readonly Series[], read: readonly Series[], since: Instant, from: Instant): Series[] {
  const keyOf = ({ labels }: Series) => JSON.stringify(Object.entries(labels).sort());
  const all = new Map<string, Series>();
  for (const one of known) all.set(keyOf(one), { ...one, samples: one.samples.filter(({ at }) => at < since) });
  for (const one of read) {
    const key = keyOf(one);
    all.set(key, { labels: one.labels, samples: [...(all.get(key)?.samples ?? []), ...one.samples] });
  }
  return [...all.values()].map(({ labels, samples }) => ({ labels, samples: samples.filter(({ at }) => at >= from) }));
}

/** What stands in the way of all is everybody's answer: nobody asks again before the next instant. */
async function answersOf(ask: () => Promise<CoursesAnswer[]>, count: number): Promise<CoursesAnswer[]> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return Array.from({ length: count }, () => ({ refused: error }));
  }
}

function within(answer: CoursesAnswer, { from }: Span): Series[] {
  if ('refused' in answer) throw answer.refused;
  return answer.series
    .map(({ labels, samples }) => ({ labels, samples: samples.filter(({ at }) => at >= from) }))
    .filter(({ samples }) => samples.length > 0);
}
