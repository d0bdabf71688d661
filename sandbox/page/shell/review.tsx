import { useState } from 'react';
import { api, type Run } from '../world/api.ts';
import { fullMoment } from '../world/clock.ts';
import { useSurroundings } from '../world/surroundings.ts';

interface Props {
  run: Run;
  waiting: Run['waiting'][number];
  handle: string;
  report(work: Promise<unknown>, done?: string): void;
}

/** A job that waits to be let into its environment: for whom, until when, and the buttons for who may decide. */
export function Review({ run, waiting, handle, report }: Props) {
  const { people } = useSurroundings();
  const [comment, setComment] = useState('');
  const { environment, reviewers, apps, until } = waiting;
  const nameOf = (login: string) => people.find((person) => person.githubLogin === login)?.name ?? login;
  const me = people.find((person) => person.handle === handle);
  const mayDecide = me !== undefined && reviewers.includes(me.githubLogin);
  const waitsFor = [
    ...(reviewers.length > 0 ? [`a review by ${either(reviewers.map(nameOf))}`] : []),
    ...apps.map((app) => `the rule of the app ${app}`),
    ...(until === null ? [] : [`the timer, until ${fullMoment(Date.parse(until))}`]),
  ];

  const decide = (approved: boolean) =>
    report(
      api.review(handle, { run: run.id, environment, approved, comment }),
      `${approved ? 'Approved' : 'Rejected'} ${environment} on GitHub.`,
    );

  return (
    <section className="review" aria-label={`${environment} waits`}>
      <p>
        <strong>{environment}</strong> waits for {waitsFor.join('; ') || 'a review that nobody may give'}.
      </p>
      {waiting.reports.map(({ app, comment: said }) => (
        <p key={app} className="dialog-note">
          {app}: {said}
        </p>
      ))}
      {mayDecide && (
        <div className="review-decision">
          <input
            className="field-input"
            aria-label="Comment"
            placeholder="Leave a comment"
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
          <button type="button" className="kit-button danger" onClick={() => decide(false)}>
            Reject
          </button>
          <button type="button" className="kit-button primary" onClick={() => decide(true)}>
            Approve and deploy
          </button>
        </div>
      )}
    </section>
  );
}

const either = (names: string[]) => new Intl.ListFormat('en', { type: 'disjunction' }).format(names);
