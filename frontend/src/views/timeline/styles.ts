import { css } from "lit";
import { base } from "../../components/styles.ts";

export const timelineStyles = [
  base,
  css`
    :host {
      display: block;
      overflow: auto;
      block-size: 100%;
      /* Browsers scroll what is not opaque in the main thread, to write its text well. */
      background: var(--sv-background);
    }
    .top {
      position: sticky;
      inset-block-start: 0;
      z-index: 2;
      background: var(--sv-card);
      border-block-end: 1px solid var(--sv-line);
    }
    secure-video-day-bar {
      padding: 6px 8px;
      max-inline-size: 1400px;
      margin-inline: auto;
    }
    .band {
      position: relative;
      max-inline-size: 1400px;
      margin-inline: auto;
      padding: 0;
      margin-block-end: 12px;
      inline-size: calc(100% - 32px);
    }
    .bar {
      block-size: 2px;
      margin-block-start: -2px;
    }
    .bar.busy {
      background: linear-gradient(90deg, transparent, var(--sv-accent), transparent);
      background-size: 40% 100%;
      background-repeat: no-repeat;
      animation: pass 1.2s linear infinite;
    }
    @keyframes pass {
      from {
        background-position: -60% 0;
      }
      to {
        background-position: 160% 0;
      }
    }
    .body {
      display: grid;
      gap: 12px;
      max-inline-size: 1400px;
      inline-size: calc(100% - 32px);
      margin-inline: auto;
      padding-block: 8px 32px;
    }
    .locked {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 8px 16px;
      padding: 12px 16px;
      border-radius: var(--sv-radius);
      background: var(--sv-tint);
    }
    .locked p {
      flex: 1 1 260px;
    }
    /* On a phone there is no room for it, the list and the bar. */
    @media (max-width: 700px) {
      .top:has(~ .body > [choosing]) {
        position: static;
      }
    }
    /* With many cameras the band alone would fill the screen. */
    @media (max-height: 700px) {
      .top {
        position: static;
      }
    }
  `,
];
