import type { Deployment } from '../model/deployment.ts';
import { ofOutside } from '../model/fault.ts';
import type { Person } from '../model/person.ts';
import type { Repository } from '../model/repository.ts';
import type { RunUpdate } from '../model/run.ts';
import { mergeRun } from '../model/run.ts';
import type { Instant, Millis } from '../model/time.ts';
import { minute } from '../model/time.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import type { Hold } from './hold.ts';
import { turnedAwayNote } from './hold-answers.ts';
import type { RunPart } from './run-part.ts';
import { reply } from './tell.ts';

type Vote = Extract<DeployMessage, { kind: 'vote' }>;

export interface NewsOfGitHub {
  /** Approvals on GitHub's page of people who are known here. */
  votes: Vote[];
  /** Set when there is nothing left to decide: somebody turned the run away, or it has ended, or it went in past us. */
  over: { decision: 'rejected' | 'withdrawn'; note: string } | null;
  /** Something in the message reads differently. */
  shows: boolean;
}

/** While GitHub says nothing it is looked at ever less often, down to this, by the clock that users see. */
const slowest = 10 * minute;

/** What happens on GitHub's page while the run that is asked about here is held there. */
export class AskedOnGitHub {
  readonly #context: WorkflowContext<DeployMessage>;
  readonly #ports: DeployPorts;
  readonly #deployment: Deployment;
  readonly #repository: Repository;
  readonly #hold: Hold;
  readonly #part: RunPart;
  #pause: Millis = minute / 2;
  #counted: number;
  /** When GitHub is looked at though nothing was heard of it; at first at once. */
  lookAt: Instant = 0;

  /** `given`: how many of the answers that are known were of before. */
  constructor(
    context: WorkflowContext<DeployMessage>,
    ports: DeployPorts,
    deployment: Deployment,
    repository: Repository,
    hold: Hold,
    given: number,
    part: RunPart,
  ) {
    this.#context = context;
    this.#ports = ports;
    this.#deployment = deployment;
    this.#repository = repository;
    this.#hold = hold;
    this.#counted = given;
    this.#part = part;
  }

  /** Takes in news of the run; null when it is time to look though there was none. `round` is 0 while nobody is asked here. */
  async take(update: RunUpdate | null, round: number): Promise<NewsOfGitHub> {
    const deployment = this.#deployment;
    this.#pause = update ? minute : Math.min(this.#pause * 2, slowest);
    this.lookAt = (await this.#context.now()) + this.#pause;
    const now = update ? mergeRun(deployment.run, update) : await this.#look();
    deployment.run = now ? this.#part.of(now) : deployment.run;
    await this.#part.beginOthers();
    const { run } = deployment;
    const tells = update === null || update.hold !== undefined || run?.status === 'completed';
    const shows = await this.#hold.look(run, tells);
    const { answers = [], turnedAway = null } = deployment.hold ?? {};
    const votes: Vote[] = [];
    for (; round > 0 && this.#counted < answers.length; this.#counted++) {
      const answer = answers[this.#counted];
      if (answer?.how !== 'page' || answer.decision !== 'approved') continue;
      const { by, comment } = answer;
      const which = `github:${this.#hold.runId}:${this.#counted}`;
      const person = await this.#who(by);
      if (person) votes.push(this.#vote(person, comment, which, round));
      else await this.#unknown(by, which);
    }
    return {
      votes,
      shows,
      over: turnedAway ? { decision: 'rejected', note: turnedAwayNote(turnedAway) } : this.#past(),
    };
  }

  #past(): NewsOfGitHub['over'] {
    const { run, hold } = this.#deployment;
    if (run?.status === 'completed') {
      const how = run.conclusion ?? 'without a conclusion';
      return { decision: 'withdrawn', note: `Its run ended on GitHub before it was decided here: ${how}.` };
    }
    if (hold === undefined || this.#hold.holds() || run?.jobs.some(({ status }) => status === 'waiting')) return null;
    const note = 'Its run was let in on GitHub past the rule, before it was decided here; it goes on there.';
    return { decision: 'withdrawn', note };
  }

  #vote(by: Person, comment: string, id: string, round: number): Vote {
    const { channel } = this.#deployment;
    const reason = comment.trim() === '' ? null : comment;
    return { kind: 'vote', id, round, by, choice: 'approve', reason, channel, responseUrl: null };
  }

  async #look() {
    return this.#context.step('look at the run', async () => {
      try {
        return await this.#ports.runs.get(this.#repository, this.#hold.runId);
      } catch (error) {
        if (ofOutside(error)) return null;
        throw error;
      }
    });
  }

  /** Whose account it is; nobody's where Slack does not say. */
  async #who(login: string): Promise<Person | null> {
    return this.#context.step('who it is', async () => {
      try {
        return await this.#ports.people.byGitHub(login);
      } catch (error) {
        if (ofOutside(error)) return null;
        throw error;
      }
    });
  }

  async #unknown(login: string, which: string): Promise<void> {
    await reply(this.#context, this.#ports, this.#deployment, `nobody: ${which}`, {
      kind: 'text',
      tone: 'info',
      title: `${login} approved on GitHub`,
      lines: ['It does not count here: their account is linked to nobody on Slack. /quarterdeck link does that.'],
    });
  }
}
