import { z } from 'zod';
import { Fault } from '../../model/fault.ts';
import type { Sample, Series } from '../../model/metric.ts';

const point = z.tuple([z.number(), z.string()]);
const labels = z.record(z.string(), z.string());

const data = z.discriminatedUnion('resultType', [
  z.object({ resultType: z.literal('vector'), result: z.array(z.object({ metric: labels, value: point })) }),
  z.object({ resultType: z.literal('matrix'), result: z.array(z.object({ metric: labels, values: z.array(point) })) }),
  z.object({ resultType: z.literal('scalar'), result: point }),
]);

const success = z.object({ status: z.literal('success'), data });
const failure = z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() });

/** The series of a successful answer. Throws `Fault` of kind `invalid` for anything else, native histograms among it. */
export function readSeries(body: unknown): Series[] {
  const read = success.safeParse(body);
  if (!read.success)
    throw new Fault('invalid', 'Prometheus gave an answer that holds no plain series; a query has to end in numbers.', {
      cause: read.error,
    });
  const answer = read.data.data;
  if (answer.resultType === 'scalar') return [{ labels: {}, samples: [sample(answer.result)] }];
  if (answer.resultType === 'vector')
    return answer.result.map(({ metric, value }) => ({ labels: metric, samples: [sample(value)] }));
  return answer.result.map(({ metric, values }) => ({ labels: metric, samples: values.map(sample) }));
}

/** Prometheus' own word for what is wrong with a request; null when the answer is none of its. */
export function readFailure(body: unknown): { type: string; why: string } | null {
  const read = failure.safeParse(body);
  return read.success ? { type: read.data.errorType, why: read.data.error } : null;
}

function sample([seconds, text]: [number, string]): Sample {
  const value = text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : text === '' ? Number.NaN : Number(text);
  if (Number.isNaN(value) && text !== 'NaN') throw new Fault('invalid', 'Prometheus gave a value that is no number.');
  return { at: Math.round(seconds * 1_000), value };
}
