import { css, html, type TemplateResult } from "lit";

export interface SliderRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** A number that is dragged, with what it is and how it is read. Styled by `sliderStyles`. */
export function slider(
  label: string,
  shown: string,
  value: number,
  range: SliderRange,
  changed: (value: number) => void,
): TemplateResult {
  return html`<label class="slider">
    <span>${label}</span><output>${shown}</output>
    <input
      type="range"
      min=${range.min}
      max=${range.max}
      step=${range.step}
      .value=${String(value)}
      aria-valuetext=${shown}
      @input=${(event: Event) => changed((event.target as HTMLInputElement).valueAsNumber)}
    />
  </label>`;
}

export const sliderStyles = css`
  .slider {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0 12px;
    font-size: 0.9375rem;
  }
  .slider output {
    color: var(--sv-muted);
    font-variant-numeric: tabular-nums;
  }
  .slider input {
    grid-column: span 2;
    inline-size: 100%;
    block-size: var(--sv-touch);
    margin: 0;
    accent-color: var(--sv-accent);
    cursor: pointer;
  }
`;
