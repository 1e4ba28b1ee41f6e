import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { base } from "./styles.ts";

// Rows beyond the edges: so that the focus finds the next one, and scrolling shows no hole.
const MARGIN_ROWS = 2;
const GAP = 12;

/**
 * Many items as a grid, of which only those near the visible part are there. It scrolls with the element that is its
 * `scroller`. Each item gets the same height and a place in the list that is read out.
 */
export class VirtualGrid<T> extends LitElement {
  static override properties = {
    label: { type: String },
    items: { attribute: false },
    rowHeight: { type: Number },
    narrowest: { type: Number },
    keyOf: { attribute: false },
    draw: { attribute: false },
    scroller: { attribute: false },
    rows: { state: true },
    columns: { state: true },
  };
  declare label: string;
  declare items: readonly T[];
  declare rowHeight: number;
  /** Pixels that a column has at least. */
  declare narrowest: number;
  declare keyOf: (item: T) => string;
  declare draw: (item: T) => TemplateResult;
  declare scroller: HTMLElement;
  declare private rows: readonly [first: number, end: number];
  declare private columns: number;
  #listened: HTMLElement | undefined;
  readonly #resized = new ResizeObserver(() => this.#measure());

  constructor() {
    super();
    this.label = "";
    this.items = [];
    this.rowHeight = 96;
    this.narrowest = 260;
    this.rows = [0, 8];
    this.columns = 1;
  }

  static override styles = [
    base,
    css`
      :host {
        display: block;
        position: relative;
      }
      .item {
        position: absolute;
        padding: 0;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#listened?.removeEventListener("scroll", this.#measure);
    this.#listened = undefined;
  }

  override render() {
    const [first, end] = this.rows;
    const begin = first * this.columns;
    const shown = this.items.slice(begin, end * this.columns);
    const width = `(100% - ${(this.columns - 1) * GAP}px) / ${this.columns}`;
    return html`<div role="list" aria-label=${this.label}>
      ${repeat(shown, this.keyOf, (item, index) => {
        const place = begin + index;
        const column = place % this.columns;
        const top = Math.floor(place / this.columns) * (this.rowHeight + GAP);
        return html`<div
          class="item"
          role="listitem"
          aria-setsize=${this.items.length}
          aria-posinset=${place + 1}
          style="inset-block-start: ${top}px; inset-inline-start: calc((${width} + ${GAP}px) * ${column}); inline-size: calc(${width}); block-size: ${this.rowHeight}px"
        >
          ${this.draw(item)}
        </div>`;
      })}
    </div>`;
  }

  override updated(changed: PropertyValues): void {
    if (this.scroller !== this.#listened) {
      this.#listened?.removeEventListener("scroll", this.#measure);
      this.#listened = this.scroller;
      this.#listened.addEventListener("scroll", this.#measure, { passive: true });
    }
    const height = Math.ceil(this.items.length / this.columns) * (this.rowHeight + GAP);
    this.style.blockSize = `${height}px`;
    if (changed.has("items") || changed.has("scroller") || changed.has("rowHeight"))
      requestAnimationFrame(this.#measure);
  }

  /** Scroll so that this item can be seen. */
  reveal(index: number): void {
    this.#measure();
    const top = Math.floor(index / this.columns) * (this.rowHeight + GAP);
    const shift = this.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
    const seen = this.scroller.clientHeight;
    const at = shift + top;
    // What sticks at the top covers up to half of it.
    if (at < seen / 2 || at + this.rowHeight > seen) this.scroller.scrollTop += at - seen / 2 - GAP;
  }

  readonly #measure = (): void => {
    if (!this.scroller) return;
    const columns = Math.max(1, Math.floor((this.clientWidth + GAP) / (this.narrowest + GAP)));
    const above = this.scroller.getBoundingClientRect().top - this.getBoundingClientRect().top;
    const step = this.rowHeight + GAP;
    const first = Math.max(0, Math.floor(above / step) - MARGIN_ROWS);
    const end = Math.max(first, Math.ceil((above + this.scroller.clientHeight) / step) + MARGIN_ROWS);
    if (columns !== this.columns) this.columns = columns;
    if (first !== this.rows[0] || end !== this.rows[1]) this.rows = [first, end];
  };
}

customElements.define("secure-video-virtual-grid", VirtualGrid);
