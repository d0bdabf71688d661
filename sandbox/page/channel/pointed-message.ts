import { useEffect } from 'react';

/** Scrolls to the message that a permalink led to, and lets it glow for a moment. */
export function usePointedMessage(pointed: { ts: string } | null): void {
  useEffect(() => {
    if (pointed === null) return;
    const messages = document.querySelectorAll(`[data-ts="${CSS.escape(pointed.ts)}"]`);
    for (const message of messages) {
      message.scrollIntoView({ block: 'center' });
      message.classList.add('pointed');
      message.addEventListener('animationend', () => message.classList.remove('pointed'), { once: true });
    }
  }, [pointed]);
}
