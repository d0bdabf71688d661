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

/** What is asked with one text at one interval, and what was answered for the latest instant. */
interface Question {
  text: string;
  every: Millis;
  askers: Map<string, Asker>;
  to: Instant;
  answers: Map<string, { from: Instant; answer: CoursesAnswer }>;
  asking: Promise<void> | null;
}

/** Whoever has not asked for so many intervals has stopped. */
const stoppedAfter = 3;

/**
 * The same metrics for many who look on at once: of each text there is one query for each instant, about everybody who keeps asking it,
 * and whoever asks for that instant is answered from it. Those who ask have to agree on the instants: `to` is a multiple of `every`.
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
  const question = questions.get(key) ?? { text, every, askers: new Map(), to: 0, answers: new Map(), asking: null };
  questions.set(key, question);
  return question;
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

/** One query about everybody who keeps asking and has no answer yet. */
async function askForAll(metrics: Metrics, question: Question, to: Instant): Promise<void> {
  const { text, every, askers } = question;
  for (const [key, asker] of askers) if (hasStopped(asker, to, every)) askers.delete(key);
  const answers: Question['answers'] = question.to === to ? question.answers : new Map();
  const wanted = [...askers].filter(([key, { from }]) => (answers.get(key)?.from ?? Infinity) > from);
  const from = Math.min(...wanted.map(([, asker]) => asker.from));
  const abouts = wanted.map(([, { about }]) => about);
  const found = await answersOf(() => metrics.coursesOf(text, abouts, { from, to, every }), abouts.length);
  for (const [index, [key]] of wanted.entries()) {
    const answer = found[index];
    if (answer) answers.set(key, { from, answer });
  }
  question.answers = answers;
  question.to = to;
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
