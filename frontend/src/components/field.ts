import { css, html, LitElement, nothing } from "lit";
import { base } from "./styles.ts";

/** A line, or with `rows` some lines, of text. Tells `changed` with the value at each change; Enter tells `entered`. */
export class Field extends LitElement {
  static override readonly shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override properties = {
    label: { type: String },
    hint: { type: String },
    error: { type: String },
    value: { type: String },
    type: { type: String },
    rows: { type: Number },
    placeholder: { type: String },
    isRequired: { type: Boolean, attribute: "required" },
  };
  declare label: string;
  declare hint: string;
  declare error: string;
  declare value: string;
  declare type: "text" | "password" | "number" | "date";
  declare rows: number;
  declare placeholder: string;
  declare isRequired: boolean;

  constructor() {
    super();
    this.label = "";
    this.hint = "";
    this.error = "";
    this.value = "";
    this.type = "text";
    this.rows = 1;
    this.placeholder = "";
    this.isRequired = false;
  }

  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      label {
        display: block;
        font-size: 0.875rem;
        color: var(--sv-muted);
        padding-block-end: 4px;
      }
      input,
      textarea {
        inline-size: 100%;
        min-block-size: 48px;
        padding: 12px 14px;
        border: 1px solid color-mix(in srgb, var(--sv-text) 45%, transparent);
        border-radius: 12px;
        background: var(--sv-card);
        color: var(--sv-text);
        font: inherit;
        resize: vertical;
      }
      .wrong {
        border-color: var(--sv-error);
      }
      p {
        padding-block-start: 4px;
        font-size: 0.875rem;
        color: var(--sv-muted);
      }
      p.error {
        color: var(--sv-error);
      }
    `,
  ];

  override render() {
    const described = this.error || this.hint ? "about" : nothing;
    const about = html`<p id="about" class=${this.error ? "error" : ""} role=${this.error ? "alert" : nothing}>
      ${this.error || this.hint}
    </p>`;
    return html`<label for="field">${this.label}</label>
      ${this.rows > 1 ? this.#lines(described) : this.#line(described)} ${this.error || this.hint ? about : nothing}`;
  }

  // Passphrases and keys are nothing for a browser to complete, correct or learn.
  #line(described: "about" | typeof nothing) {
    return html`<input
      id="field"
      class=${this.error ? "wrong" : ""}
      type=${this.type}
      .value=${this.value}
      placeholder=${this.placeholder}
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      ?required=${this.isRequired}
      aria-invalid=${this.error ? "true" : nothing}
      aria-describedby=${described}
      @input=${this.#changed}
      @keydown=${this.#pressed}
    />`;
  }

  #lines(described: "about" | typeof nothing) {
    return html`<textarea
      id="field"
      class=${this.error ? "wrong" : ""}
      rows=${this.rows}
      .value=${this.value}
      placeholder=${this.placeholder}
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      aria-invalid=${this.error ? "true" : nothing}
      aria-describedby=${described}
      @input=${this.#changed}
    ></textarea>`;
  }

  #changed(event: Event): void {
    this.value = (event.target as HTMLInputElement | HTMLTextAreaElement).value;
    this.dispatchEvent(new CustomEvent("changed", { detail: this.value }));
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key === "Enter" && !event.isComposing) this.dispatchEvent(new CustomEvent("entered"));
  }
}

customElements.define("secure-video-field", Field);
