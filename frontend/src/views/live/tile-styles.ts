import { css } from "lit";

export const tileStyles = css`
  :host {
    display: block;
  }
  article.card {
    display: grid;
    gap: 10px;
    padding: 0 0 14px;
    overflow: hidden;
    box-shadow: var(--sv-shadow);
  }
  .picture {
    position: relative;
    display: grid;
    place-items: center;
    aspect-ratio: 16 / 9;
    background: #14171a;
    color: #aeb6bd;
  }
  img {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .nothing {
    display: grid;
    justify-items: center;
    gap: 6px;
    font-size: 0.875rem;
  }
  .present {
    position: absolute;
    inset-block-end: 10px;
    inset-inline-start: 10px;
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .present li {
    display: flex;
    align-items: center;
    gap: 7px;
    padding: 4px 12px;
    border-radius: 14px;
    background: rgb(0 0 0 / 72%);
    color: #fff;
    font-size: 0.875rem;
  }
  .present li::before {
    content: "";
    inline-size: 9px;
    block-size: 9px;
    border-radius: 3px;
    background: var(--color);
  }
  header {
    display: flex;
    align-items: start;
    justify-content: space-between;
    gap: 8px;
    padding-inline: 16px 8px;
  }
  header > div:first-child {
    min-inline-size: 0;
    overflow-wrap: anywhere;
    padding-block-start: 4px;
  }
  .actions {
    display: flex;
    flex: none;
  }
  .wrong {
    color: var(--sv-error);
  }
  secure-video-mode {
    margin-inline: 14px;
  }
`;
