import { css } from "lit";

export const cameraStyles = css`
  :host {
    display: block;
    padding: 16px 16px 96px;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
    max-inline-size: 1400px;
    margin-inline: auto;
  }
  .stage {
    display: grid;
    gap: 10px;
    align-content: start;
  }
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .space {
    flex: 1;
  }
  .forms {
    display: grid;
    gap: 16px;
    align-content: start;
  }
  section.card {
    display: grid;
    gap: 18px;
    padding: 18px 20px;
  }
  .unsaved {
    position: sticky;
    inset-block-end: 12px;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    max-inline-size: 760px;
    margin: 16px auto 0;
    padding-block: 10px;
    padding-inline: 20px 12px;
    border-radius: 30px;
    background: var(--sv-card);
    border: 1px solid var(--sv-line);
    box-shadow: 0 6px 28px rgb(0 0 0 / 22%);
    z-index: 2;
  }
  .unsaved p {
    flex: 1 1 100px;
  }
  @media (min-width: 1000px) {
    .columns {
      grid-template-columns: minmax(0, 1.7fr) minmax(340px, 1fr);
    }
    .stage {
      position: sticky;
      inset-block-start: 0;
      /* As high as it is: stretched, it would have nowhere to stick. */
      align-self: start;
    }
  }
`;
