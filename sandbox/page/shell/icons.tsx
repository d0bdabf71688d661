import type { ReactNode } from 'react';

function icon(children: ReactNode) {
  return () => (
    <svg
      className="icon"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const CheckIcon = icon(<path d="M4.5 10.5 8.5 14.5 15.5 6" />);
export const CrossIcon = icon(<path d="M5.5 5.5 14.5 14.5M14.5 5.5 5.5 14.5" />);
export const CaretIcon = icon(<path d="M5.5 8 10 12.5 14.5 8" />);
export const MoreIcon = icon(<path d="M4.5 10h.01M10 10h.01M15.5 10h.01" strokeWidth="2.6" />);
export const SendIcon = icon(<path d="M3.5 16.5 17 10 3.5 3.5 5.5 10zM5.5 10H11" />);
export const HashIcon = icon(<path d="M8 3.5 6.5 16.5M13.5 3.5 12 16.5M4 7.5h13M3 12.5h13" />);
export const EyeIcon = icon(
  <>
    <path d="M2.5 10s2.8-5 7.5-5 7.5 5 7.5 5-2.8 5-7.5 5-7.5-5-7.5-5Z" />
    <circle cx="10" cy="10" r="2.2" />
  </>,
);
export const ReplyIcon = icon(<path d="M4 4.5h12v9H9l-4 3v-3H4z" />);
export const LinkIcon = icon(
  <path d="M8.5 11.5a3 3 0 0 0 4.2 0l2.4-2.4a3 3 0 0 0-4.2-4.2l-1 1M11.5 8.5a3 3 0 0 0-4.2 0l-2.4 2.4a3 3 0 0 0 4.2 4.2l1-1" />,
);
export const BoltIcon = icon(<path d="M11 2.5 4.5 11.5H9.5L9 17.5l6.5-9H10.5z" />);
export const BranchIcon = icon(
  <>
    <circle cx="6" cy="4.5" r="1.8" />
    <circle cx="6" cy="15.5" r="1.8" />
    <circle cx="14" cy="7" r="1.8" />
    <path d="M6 6.3v7.4M14 8.8c0 3-4 2.7-6.4 5" />
  </>,
);
export const ListIcon = icon(<path d="M4 5.5h12M4 10h12M4 14.5h8" />);
export const HomeIcon = icon(<path d="M3.5 9 10 3.5 16.5 9v7.5h-4.500v-4h-4v4H3.500z" />);
export const FileIcon = icon(<path d="M5.500 2.500h6l3.500 3.500v11.500h-9.500zM11.500 2.500V6H15" />);

/** The bot's face: a ship's wheel. */
export function WheelIcon() {
  return (
    <svg viewBox="0 0 36 36" aria-hidden="true" className="wheel">
      <rect width="36" height="36" rx="6" fill="#123b57" />
      <g stroke="#f4d58d" strokeWidth="2" strokeLinecap="round" fill="none">
        <circle cx="18" cy="18" r="7.500" strokeWidth="3" />
        <path d="M18 5v26M5 18h26M8.800 8.800l18.400 18.400M27.200 8.800 8.800 27.200" />
      </g>
      <circle cx="18" cy="18" r="2.600" fill="#123b57" stroke="#f4d58d" strokeWidth="1.600" />
    </svg>
  );
}
