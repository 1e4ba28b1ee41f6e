import { css } from "lit";

/** What every element with a shadow root starts from. */
export const base = css`
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  :host([hidden]) {
    display: none !important;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h1 {
    font-size: 1.375rem;
    font-weight: 500;
    line-height: 1.25;
  }
  h2 {
    font-size: 1.125rem;
    font-weight: 500;
    line-height: 1.3;
  }
  h3 {
    font-size: 1rem;
    font-weight: 500;
  }
  a {
    color: var(--sv-accent);
  }
  svg.icon {
    inline-size: 1.5em;
    block-size: 1.5em;
    fill: currentcolor;
    flex: none;
    vertical-align: middle;
  }
  svg.directed:dir(rtl) {
    scale: -1 1;
  }
  /* Names and texts may be of the other direction than the page: each reads as its own letters do, where its place is. */
  h1,
  h2,
  h3,
  p,
  li,
  dt,
  dd,
  span,
  label,
  summary,
  output {
    unicode-bidi: plaintext;
    text-align: match-parent;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 2px solid var(--sv-accent);
    outline-offset: 2px;
  }
  .card {
    background: var(--sv-card);
    border: 1px solid var(--sv-line);
    border-radius: var(--sv-radius);
    padding: 16px;
  }
  .muted {
    color: var(--sv-muted);
  }
  .small {
    font-size: 0.875rem;
  }
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation-duration: 0.01ms !important;
      animation-iteration-count: 1 !important;
      transition-duration: 0.01ms !important;
      scroll-behavior: auto !important;
    }
  }
`;
