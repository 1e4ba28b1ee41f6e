import { expect, test, vi } from "vitest";
import type { Link } from "../../src/link/link.ts";
import type { VaultService } from "../../src/vault/service.ts";
import { Descriptions } from "../../src/views/descriptions.ts";

/** A vault that opens descriptions when it is told to. */
function slowVault() {
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  const link = {
    call: (_: string, clipId: string) =>
      new Promise((resolve) => {
        asked.push(clipId);
        answers.push(() =>
          resolve({
            clipId,
            cameraName: "",
            startedAt: "",
            duration: 1,
            incidents: [],
            bystanders: [],
            picture: new ArrayBuffer(1),
          }),
        );
      }),
  } as unknown as Link<VaultService>;
  const answer = async () => {
    answers.shift()?.();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { link, asked, answer };
}

test("what was wished for last comes first, what was withdrawn is not opened", async () => {
  const { link, asked, answer } = slowVault();
  const descriptions = new Descriptions(link);
  const withdraw = ["a", "b", "c", "d", "e", "f"].map((id) => descriptions.wish(id, () => undefined));
  withdraw[4]?.();
  for (let turn = 0; turn < 6; turn++) await answer();
  expect(asked).toEqual(["a", "b", "c", "f", "d"]);
});

test("one opening serves all who wish for it, and those who come later", async () => {
  const { link, asked, answer } = slowVault();
  const descriptions = new Descriptions(link);
  const both = Promise.all([descriptions.open("a"), descriptions.open("a")]);
  await answer();
  const [first, second] = await both;
  expect(first).toBe(second);
  expect(await descriptions.open("a")).toBe(first);
  expect(asked).toEqual(["a"]);
});

test("locking forgets everything, also what is just being opened", async () => {
  const revoke = vi.spyOn(URL, "revokeObjectURL");
  const { link, answer } = slowVault();
  const descriptions = new Descriptions(link);
  const open = descriptions.open("a");
  await answer();
  const { picture } = await open;
  const late = expect(descriptions.open("b")).rejects.toThrow();
  descriptions.clear();
  expect(revoke).toHaveBeenCalledWith(picture);
  await answer();
  await late;
  expect(descriptions.peek("a")).toBeUndefined();
  expect(descriptions.peek("b")).toBeUndefined();
});
