import { css } from "lit";
import { base } from "../../components/styles.ts";

export const shellStyles = [
  base,
  css`
    :host {
      display: flex;
      flex-direction: column;
      block-size: 100dvh;
      background: var(--sv-background);
    }
    header {
      display: flex;
      align-items: center;
      gap: 4px;
      min-block-size: max(56px, var(--header-height, 56px));
      padding-inline: max(8px, env(safe-area-inset-left)) max(12px, env(safe-area-inset-right));
      background: var(--app-header-background-color, var(--sv-card));
      color: var(--app-header-text-color, var(--sv-text));
      border-block-end: 1px solid var(--sv-line);
      flex: none;
    }
    h1 {
      flex: 1;
      min-inline-size: 0;
      padding-inline-start: 8px;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
      font-size: 1.25rem;
    }
    main {
      flex: 1;
      min-block-size: 0;
      display: grid;
      position: relative;
    }
    main > * {
      min-block-size: 0;
      min-inline-size: 0;
      overflow: auto;
    }
    .notice {
      display: flex;
      align-items: center;
      gap: 12px;
      padding: 8px 16px;
      min-block-size: 48px;
      background: var(--sv-warning-tint);
      color: var(--sv-text);
    }
    .notice svg.icon {
      color: var(--sv-warning);
    }
    .notice p {
      flex: 1;
    }
    .wait {
      inline-size: min(420px, 100%);
      margin: auto;
      padding: 24px;
    }
    .warning {
      display: grid;
      gap: 12px;
    }
  `,
];
