import { css } from "lit";
import { choiceStyles } from "../../components/choices.ts";
import { base } from "../../components/styles.ts";

/** What the steps of the set-up, and what looks like them, share. */
export const stepStyles = [
  base,
  choiceStyles,
  css`
    :host {
      display: grid;
      gap: 20px;
    }
    .card {
      padding: 18px 20px 20px;
    }
    .card h2 {
      margin-block-end: 14px;
    }
    .points {
      display: grid;
      gap: 14px;
    }
    .points li {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 14px;
    }
    .points svg.icon {
      color: var(--sv-accent);
      margin-block-start: 2px;
    }
    .points.not svg.icon {
      color: var(--sv-warning);
    }
    .row {
      display: flex;
      flex-wrap: wrap;
      gap: 10px;
      align-items: center;
    }
    .note {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 12px;
      padding: 14px 16px;
      border-radius: var(--sv-radius);
      background: var(--sv-warning-tint);
    }
    .note svg.icon {
      color: var(--sv-warning);
    }
    .note.good {
      background: color-mix(in srgb, var(--sv-success) 12%, var(--sv-card));
    }
    .note.good svg.icon {
      color: var(--sv-success);
    }
    .note.bad {
      background: var(--sv-error-tint);
    }
    .note.bad svg.icon {
      color: var(--sv-error);
    }
    details summary {
      cursor: pointer;
      min-block-size: var(--sv-touch);
      display: flex;
      align-items: center;
      gap: 6px;
      color: var(--sv-accent);
      font-weight: 500;
    }
    details summary::before {
      content: "";
      inline-size: 7px;
      block-size: 7px;
      margin-inline: 4px;
      border: solid currentcolor;
      border-width: 0 2px 2px 0;
      rotate: 45deg;
      translate: 0 -2px;
    }
    details[open] summary::before {
      rotate: 225deg;
      translate: 0 2px;
    }
  `,
];
