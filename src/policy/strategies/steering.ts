import type { Rollout } from '../../model/rollout.ts';
import { sayDuration } from '../../model/time.ts';

/** A press as it was made: what the person saw, and what they want. */
export interface Press {
  choice: 'promote' | 'hold' | 'resume' | 'extend' | 'abort';
  wave: number;
  at: number;
  round: number | null;
}

/** Why a press does nothing. */
export interface PressOver {
  title: string;
  line: string;
}

const where = 'Its message in the channel shows where it stands.';

/**
 * Null where a press counts. To stop is always possible while there is something to stop; to go on, only from exactly what the person saw:
 * a second press, or one about a phase or a question that is over, moves nothing.
 */
export function pressOver(rollout: Rollout, press: Press): PressOver | null {
  const { takenBack, step, held, question } = rollout;
  if (takenBack) {
    const by = takenBack.by === 'quarterdeck' ? 'Quarterdeck' : takenBack.by.name;
    return { title: 'It is being taken back already', line: `By ${by}: ${takenBack.why}` };
  }
  if (step === 'done') return { title: 'It has been rolled out', line: 'Nothing is left to decide.' };
  switch (press.choice) {
    case 'abort':
      return null;
    case 'hold':
      if (question) return { title: 'It waits already', line: `A question is open: ${question.why}` };
      return held ? { title: 'It is held already', line: `${held.by.name} holds it.` } : null;
    case 'resume':
      return held ? null : { title: 'It is not held any more', line: where };
    case 'promote':
    case 'extend':
      return moved(rollout, press) ?? (press.choice === 'promote' ? notToPromote(rollout) : notToExtend(rollout));
  }
}

/** What the person saw is not what is. */
function moved({ wave, at, question, phases }: Rollout, press: Press): PressOver | null {
  if (press.wave !== wave || press.at !== at) {
    const weight = phases[press.at]?.weight;
    return {
      title: 'That phase is over',
      line: `${weight === undefined ? 'What the button was about' : `The phase of ${weight} %`} has been passed. ${where}`,
    };
  }
  if (press.round !== null && press.round !== question?.round)
    return { title: 'That question is answered', line: where };
  if (question && press.round === null) {
    return { title: 'A question has come up meanwhile', line: `${question.why} Look at its message, and press there.` };
  }
  return null;
}

function notToPromote({ step, question }: Rollout): PressOver | null {
  if (question || step === 'watch') return null;
  const words = { 'bring-up': 'brought up', smoke: 'tried', weigh: 'given its traffic', promote: 'promoted' };
  const being = step in words ? words[step as keyof typeof words] : 'finished';
  return { title: 'There is nothing to promote just now', line: `It is being ${being}. ${where}` };
}

function notToExtend(rollout: Rollout): PressOver | null {
  const { step, question } = rollout;
  const fits = step === 'watch' && (question === null || question.about === 'judgement');
  return fits && extension(rollout) > 0
    ? null
    : { title: 'There is nothing to extend just now', line: 'Only a phase that is being watched can last longer.' };
}

/** By how much a press makes the phase longer: once more what it lasts. */
export function extension({ phases, at }: Pick<Rollout, 'phases' | 'at'>): number {
  return phases[at]?.watch ?? 0;
}

/** As in `15 min`; null where there is nothing to extend. */
export function sayExtension(rollout: Rollout): string | null {
  return notToExtend(rollout) === null ? sayDuration(extension(rollout)) : null;
}
