import { useCallback, useState } from 'react';

export interface Toast {
  id: number;
  text: string;
  bad: boolean;
}

let last = 0;

/** Short notices at the page's foot. */
export function useToasts(): { toasts: Toast[]; say(text: string, bad?: boolean): void } {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const say = useCallback((text: string, bad = false) => {
    last += 1;
    const id = last;
    setToasts((before) => [...before.slice(-2), { id, text, bad }]);
    setTimeout(() => setToasts((before) => before.filter((toast) => toast.id !== id)), 6_000);
  }, []);
  return { toasts, say };
}

export function Toasts({ toasts }: { toasts: Toast[] }) {
  return (
    <div className="toasts" role="status">
      {toasts.map((toast) => (
        <div key={toast.id} className={toast.bad ? 'toast bad' : 'toast'}>
          {toast.text}
        </div>
      ))}
    </div>
  );
}
