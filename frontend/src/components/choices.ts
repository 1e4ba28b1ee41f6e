import { css, html, nothing, type TemplateResult } from "lit";

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  /** What choosing it means. */
  readonly about?: string;
}

/** One of a few, each with what it means, as a group of radio buttons. Styled by `choiceStyles`. */
export function choices<T extends string>(
  legend: string,
  name: string,
  chosen: T,
  all: readonly Choice<T>[],
  choose: (value: T) => void,
): TemplateResult {
  return html`<fieldset class="choices">
    <legend>${legend}</legend>
    ${all.map(
      ({ value, label, about }) => html`<label class="choice">
        <input type="radio" name=${name} .value=${value} .checked=${value === chosen} @change=${() => choose(value)} />
        <span>${label}</span>${about ? html`<span class="small">${about}</span>` : nothing}
      </label>`,
    )}
  </fieldset>`;
}

export const choiceStyles = css`
  .choices {
    display: grid;
    gap: 10px;
    border: none;
    margin: 0;
    padding: 0;
    min-inline-size: 0;
  }
  .choices legend {
    padding: 0;
    margin-block-end: 10px;
    font-weight: 500;
  }
  .choice {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 2px 12px;
    padding: 14px 16px;
    border: 1px solid var(--sv-line);
    border-radius: var(--sv-radius);
    background: var(--sv-card);
    cursor: pointer;
  }
  .choice:has(:checked) {
    border-color: var(--sv-accent);
    box-shadow: inset 0 0 0 1px var(--sv-accent);
  }
  .choice:has(:focus-visible) {
    outline: 2px solid var(--sv-accent);
    outline-offset: 2px;
  }
  .choice input {
    grid-row: span 2;
    align-self: start;
    inline-size: 20px;
    block-size: 20px;
    margin: 2px 0 0;
    accent-color: var(--sv-accent);
  }
  .choice input:focus-visible {
    outline: none;
  }
  .choice .small {
    color: var(--sv-muted);
  }
`;
