import { useCallback, useEffect, useRef, useState } from 'react';
import { api, type Bot, type Directory, type Message, type OpenView } from './api.ts';
import { readClock } from './clock.ts';

export interface World {
  directory: Directory | null;
  /** Messages that this person sees, by channel name; those with the bot alone by `directWith`. */
  messages: Record<string, Message[]>;
  /** The form that this person has open. */
  view: OpenView | null;
  bots: Bot[];
  /** Grows with every change in Slack; what the page shows of it was read after it. */
  slackRevision: number;
  githubRevision: number;
  /** False while the sandbox itself does not answer. */
  connected: boolean;
  refresh(): Promise<void>;
}

/** What the control API calls the direct messages between the bot and this person. */
export function directWith(handle: string): string {
  return `@${handle}`;
}

/** Everything that the page shows as this person, kept live by the sandbox's events. */
export function useWorld(handle: string): World {
  const [directory, setDirectory] = useState<Directory | null>(null);
  const [messages, setMessages] = useState<Record<string, Message[]>>({});
  const [view, setView] = useState<OpenView | null>(null);
  const [bots, setBots] = useState<Bot[]>([]);
  const [connected, setConnected] = useState(true);
  const [slackRevision, setSlackRevision] = useState(0);
  const [githubRevision, setGithubRevision] = useState(0);
  const current = useRef(handle);
  current.current = handle;
  const channels = directory?.channels;

  const readSlack = useCallback(async () => {
    if (channels === undefined) return;
    const [lists, open] = await Promise.all([
      Promise.all(
        [...channels.map(({ name }) => name), directWith(handle)].map(
          async (name) => [name, await api.messages(name, handle)] as const,
        ),
      ),
      api.view(handle),
    ]);
    // An answer for the person whom one was a moment ago must not be shown to the next.
    if (current.current !== handle) return;
    setMessages(Object.fromEntries(lists));
    setView(open);
    setSlackRevision((revision) => revision + 1);
  }, [channels, handle]);

  const readBot = useCallback(async () => {
    setBots(await api.bots());
  }, []);

  useEffect(() => {
    void api.directory().then(setDirectory);
    void readClock();
  }, []);

  const slackSoon = useSoon(readSlack);
  const botSoon = useSoon(readBot);

  useEffect(() => {
    setMessages({});
    setView(null);
    slackSoon();
    botSoon();
  }, [slackSoon, botSoon]);

  useEffect(() => {
    const source = new EventSource('/api/events');
    source.onopen = () => {
      setConnected(true);
      slackSoon();
      botSoon();
      void readClock();
    };
    source.onerror = () => setConnected(false);
    source.onmessage = (event: MessageEvent<string>) => {
      const { what } = JSON.parse(event.data) as { what: string };
      if (what === 'slack') slackSoon();
      if (what === 'bot') botSoon();
      if (what === 'clock') void readClock();
      if (what === 'github') setGithubRevision((revision) => revision + 1);
    };
    return () => source.close();
  }, [slackSoon, botSoon]);

  return { directory, messages, view, bots, slackRevision, githubRevision, connected, refresh: readSlack };
}

/** Calls `work` at once, and when it is asked for meanwhile, once more afterwards: never twice at a time. */
function useSoon(work: () => Promise<void>): () => void {
  const state = useRef({ running: false, again: false });
  const latest = useRef(work);
  latest.current = work;
  return useCallback(() => {
    // `work` is a dependency on purpose: a new one (another person) makes a new trigger, which effects then call.
    void work;
    const run = async () => {
      if (state.current.running) {
        state.current.again = true;
        return;
      }
      state.current.running = true;
      try {
        await latest.current();
      } catch {
        // The sandbox went away; the event source notices and tells when it is back.
      } finally {
        state.current.running = false;
        if (state.current.again) {
          state.current.again = false;
          setTimeout(run, 60);
        }
      }
    };
    void run();
  }, [work]);
}
