import type { ReactNode } from 'react';
import type { Bot, Scenario } from '../world/api.ts';
import { BotStatus } from './bot-status.tsx';
import { BoltIcon, BranchIcon, ListIcon } from './icons.tsx';
import { Menu } from './menu.tsx';
import { WorldTime } from './world-time.tsx';

interface Props {
  bots: Bot[];
  scenarios: Scenario[];
  onScenario(scenario: Scenario): void;
  onPush(): void;
  onTraffic(): void;
  onRuns(): void;
  onLog(replica: number): void;
  onClock(): void;
  report(work: Promise<unknown>, done?: string): void;
  identity: ReactNode;
}

/** What is not Slack: the world's time, the bot's process, and what can be made to happen. */
export function TopBar(props: Props) {
  return (
    <header className="top-bar">
      <span className="top-title">Sandbox</span>
      <WorldTime onSet={props.onClock} report={props.report} />
      <BotStatus bots={props.bots} report={props.report} onLog={props.onLog} />
      <Menu
        label="Scenarios"
        className="foldable"
        face={
          <>
            <BoltIcon /> <span>Scenarios</span>
          </>
        }
      >
        {(close) =>
          props.scenarios.map((scenario) => (
            <button
              type="button"
              role="menuitem"
              key={scenario.name}
              className="scenario"
              onClick={() => {
                close();
                props.onScenario(scenario);
              }}
            >
              <strong>{scenario.title}</strong>
              <small>{scenario.description}</small>
            </button>
          ))
        }
      </Menu>
      <button type="button" className="bar-button foldable" aria-label="Push a commit…" onClick={props.onPush}>
        <BranchIcon /> <span>Push a commit…</span>
      </button>
      <button type="button" className="bar-button foldable" aria-label="Runs" onClick={props.onRuns}>
        <ListIcon /> <span>Runs</span>
      </button>
      <button type="button" className="bar-button foldable" aria-label="Traffic" onClick={props.onTraffic}>
        <ListIcon /> <span>Traffic</span>
      </button>
      <span className="top-space" />
      {props.identity}
    </header>
  );
}
