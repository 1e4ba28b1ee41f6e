import { css } from "lit";
import { base } from "../../components/styles.ts";

export const stageStyles = [
  base,
  css`
    :host {
      display: block;
    }
    .stage {
      display: flex;
      flex-direction: column;
      border-radius: var(--sv-radius);
      overflow: hidden;
      background: var(--sv-card);
      border: 1px solid var(--sv-line);
    }
    :host(:fullscreen) .stage {
      block-size: 100%;
      border: none;
      border-radius: 0;
    }
    .picture {
      position: relative;
      display: grid;
      background: #000;
      aspect-ratio: 16 / 9;
      max-block-size: 68vh;
    }
    :host(:fullscreen) .picture {
      flex: 1;
      aspect-ratio: auto;
      max-block-size: none;
      min-block-size: 0;
    }
    video,
    canvas {
      grid-area: 1 / 1;
      inline-size: 100%;
      block-size: 100%;
      min-block-size: 0;
      object-fit: contain;
    }
    canvas {
      pointer-events: none;
    }
    .wait {
      grid-area: 1 / 1;
      place-self: center;
      inline-size: min(460px, 90%);
      padding: 12px 20px;
      border-radius: var(--sv-radius);
      background: var(--sv-card);
    }
    .controls {
      padding: 4px 12px 8px;
    }
    .row {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      margin-block-start: -14px;
    }
    .time {
      padding-inline: 8px;
      font-variant-numeric: tabular-nums;
      font-size: 0.875rem;
    }
    .space {
      flex: 1;
    }
  `,
];
