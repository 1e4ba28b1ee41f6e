import { css } from "lit";

/** Bright lines with a dark rim: they have to be seen on any picture. */
export const drawingStyles = css`
  :host {
    display: block;
    position: relative;
    inline-size: 100%;
    overflow: hidden;
    border-radius: var(--sv-radius);
    background: #14171a;
    /* A picture is not mirrored where text runs from right to left. */
    direction: ltr;
    --zone: #4dd0e1;
    --left-out: #ff8a65;
    --line: #ffd54f;
    --mask: #ce93d8;
  }
  img,
  svg[role] {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: fill;
    user-select: none;
  }
  svg[role] {
    overflow: visible;
  }
  /* Browsers look at the whole drawing, not at the point under the finger, when they decide who gets the movement. */
  svg.editing {
    touch-action: none;
  }
  g:focus-visible {
    outline: none;
  }
  .hatch {
    fill: rgb(0 0 0 / 55%);
  }
  .shape {
    cursor: pointer;
    color: var(--zone);
  }
  .shape.exclude {
    color: var(--left-out);
  }
  .shape.line {
    color: var(--line);
  }
  .shape.ignored,
  .shape.private {
    color: var(--mask);
  }
  .outline {
    fill: color-mix(in srgb, currentcolor 14%, transparent);
    stroke: currentcolor;
    stroke-width: 2;
    stroke-linejoin: round;
    filter: drop-shadow(0 0 1.5px rgb(0 0 0 / 90%));
  }
  .line .outline {
    fill: none;
    stroke-width: 3;
    stroke-linecap: round;
  }
  .exclude .outline,
  .ignored .outline {
    fill: url("#hatch");
  }
  .private .outline {
    fill: #0b0d0f;
  }
  .selected .outline {
    stroke-width: 3.5;
  }
  .shape:not(.selected):not(.private) .outline {
    opacity: 0.85;
  }
  .shape.selected {
    cursor: move;
  }
  .shape:focus-visible .outline {
    stroke: #fff;
    stroke-width: 4;
  }
  .arrow {
    fill: none;
    stroke: currentcolor;
    stroke-width: 3;
    stroke-linecap: round;
    stroke-linejoin: round;
    filter: drop-shadow(0 0 1.5px rgb(0 0 0 / 90%));
  }
  text {
    fill: #fff;
    font-size: 13px;
    font-weight: 600;
    text-anchor: middle;
    dominant-baseline: middle;
    paint-order: stroke;
    stroke: rgb(0 0 0 / 75%);
    stroke-width: 3px;
    pointer-events: none;
  }
  .reach {
    fill: transparent;
    stroke: none;
  }
  polyline.reach {
    fill: none;
    stroke: transparent;
    stroke-width: 28;
  }
  .point {
    cursor: grab;
  }
  .point circle:not(.reach) {
    fill: #fff;
    stroke: #101418;
    stroke-width: 2;
  }
  .add {
    cursor: copy;
  }
  .add circle:not(.reach) {
    fill: rgb(255 255 255 / 75%);
    stroke: #101418;
    stroke-width: 1.5;
  }
  .point:focus-visible circle:not(.reach),
  .add:focus-visible circle:not(.reach) {
    stroke: #ffd54f;
    stroke-width: 4;
  }
  .miss {
    pointer-events: none;
  }
  .miss rect {
    fill: none;
    stroke: #fff;
    stroke-opacity: 0.75;
    stroke-width: 1.5;
    stroke-dasharray: 5 4;
  }
  .miss.told rect {
    stroke: #69f0ae;
    stroke-opacity: 1;
    stroke-width: 2.5;
    stroke-dasharray: none;
  }
  .miss.pointed rect {
    fill: rgb(255 255 255 / 18%);
    stroke-width: 4;
    stroke-opacity: 1;
  }
`;
