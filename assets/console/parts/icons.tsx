/** Line icons, drawn here: 20 by 20, in the colour of the text around them. */
const PATHS = {
  live: "M10 8.6a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8ZM6.6 6.6a4.8 4.8 0 0 0 0 6.8M13.4 6.6a4.8 4.8 0 0 1 0 6.8M4 4a8.5 8.5 0 0 0 0 12M16 4a8.5 8.5 0 0 1 0 12",
  history: "M4 5.5h12M4 10h12M4 14.5h7",
  overview: "M4 16V9.5M8 16V4M12 16v-8.5M16 16V6.5",
  agents:
    "M10 2.5v2M5.5 6.5h9a1.5 1.5 0 0 1 1.5 1.5v6a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 4 14V8a1.5 1.5 0 0 1 1.5-1.5ZM7.7 10.4v1.2M12.3 10.4v1.2M2.3 10v2M17.7 10v2",
  compare: "M7 4.5v11M4 7.5l3-3 3 3M13 15.5v-11M10 12.5l3 3 3-3",
  message: "M4 4.5h12v8.5H9L5.5 16v-3H4V4.5ZM7 7.5h6M7 10h4",
  audit: "M10 2.8 16 5v4.4c0 3.6-2.4 6.4-6 7.8-3.6-1.4-6-4.2-6-7.8V5l6-2.2ZM7.4 9.8l1.9 1.9 3.4-3.6",
  sun: "M10 6.6a3.4 3.4 0 1 0 0 6.8 3.4 3.4 0 0 0 0-6.8ZM10 2.5v1.3M10 16.2v1.3M2.5 10h1.3M16.2 10h1.3M4.7 4.7l.9.9M14.4 14.4l.9.9M4.7 15.3l.9-.9M14.4 5.6l.9-.9",
  moon: "M16 11.6A6.5 6.5 0 0 1 8.4 4a6.5 6.5 0 1 0 7.6 7.6Z",
  auto: "M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM10 3.5v13M13.5 5v10",
  help: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM8 8.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M10 13.6h.01",
  search: "M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4ZM12.7 12.7 16.5 16.5",
  chevron: "M7.5 5l5 5-5 5",
  back: "M12 4.5 6.5 10l5.5 5.5",
  close: "M5 5l10 10M15 5 5 15",
  warning: "M10 3.5 17.3 16H2.7L10 3.5ZM10 8.5v3.5M10 14.2h.01",
  positive: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM7.5 8h.01M12.5 8h.01M6.8 11.5c1.5 2.4 4.9 2.4 6.4 0",
  neutral: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM7.5 8h.01M12.5 8h.01M7 12.5h6",
  negative: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM7.5 8h.01M12.5 8h.01M6.8 13.5c1.5-2.4 4.9-2.4 6.4 0",
  person: "M10 3.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM4 16.5c.6-3.2 2.9-5 6-5s5.4 1.8 6 5",
  eye: "M2.5 10S5.2 5 10 5s7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5ZM10 7.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4Z",
  mute: "M4 8v4h2.5L10 15V5L6.5 8H4ZM13 8l4 4M17 8l-4 4",
  sound: "M4 8v4h2.5L10 15V5L6.5 8H4ZM12.8 7.6a3.4 3.4 0 0 1 0 4.8M15 5.5a6.4 6.4 0 0 1 0 9",
  record: "M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12ZM10 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z",
  leave: "M8.5 4H5v12h3.5M8.5 10H17M13.8 6.8 17 10l-3.2 3.2",
  bin: "M4 5.8h12M8 5.8V4h4v1.8M5.5 5.8 6.2 16h7.6l.7-10.2M8.6 8.8v4.4M11.4 8.8v4.4",
  download: "M10 3.5v9M6 8.8l4 4 4-4M4 16.5h12",
  play: "M6.5 4.5v11l9-5.5-9-5.5Z",
  pause: "M7 4.5v11M13 4.5v11",
  plus: "M10 4.5v11M4.5 10h11",
  minus: "M4.5 10h11",
  fit: "M3.5 10h13M6.5 7l-3 3 3 3M13.5 7l3 3-3 3",
  phone:
    "M5.2 3.2h2.3l1.2 3.4-1.6 1.3a9.4 9.4 0 0 0 5 5l1.3-1.6 3.4 1.2v2.3c0 .9-.7 1.6-1.6 1.5C8.9 15.9 4.1 11.1 3.7 4.8c-.1-.9.6-1.6 1.5-1.6Z",
  hangUp: "M3 11.6c3.9-3.9 10.1-3.9 14 0l-1.3 2-3.1-.9-.3-2.1a8.6 8.6 0 0 0-4.6 0l-.3 2.1-3.1.9-1.3-2Z",
  tool: "M12.6 3.6a4 4 0 0 0-4.9 5L3.5 12.8l3.7 3.7 4.2-4.2a4 4 0 0 0 5-4.9l-2.6 2.6-3.1-.7-.7-3.1 2.6-2.6Z",
  link: "M8.5 11.5a3 3 0 0 0 4.3 0l2.6-2.6a3 3 0 1 0-4.3-4.3l-.9.9M11.5 8.5a3 3 0 0 0-4.3 0l-2.6 2.6a3 3 0 1 0 4.3 4.3l.9-.9",
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration only: the words beside it, or the control's label, carry the meaning. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark: a baton passing from one hand to the next. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <g transform="rotate(-38 16 16)">
        <rect className="mark-agent" x="2" y="12" width="28" height="8" rx="4" />
        <path className="mark-person" d="M17 12h9a4 4 0 0 1 0 8h-9z" />
      </g>
    </svg>
  );
}
