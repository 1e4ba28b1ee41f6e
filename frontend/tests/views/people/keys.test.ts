import { expect, test } from "vitest";
import { countdown, lentUntil } from "../../../src/views/people/lent.ts";
import { publicKeyIn } from "../../../src/views/people/public-key.ts";
import { KEYS } from "../../vault/data.ts";

test("a public key is found in whatever holds it, also in capitals as in a QR code", () => {
  for (const { recipient } of [KEYS.classic, KEYS.hybrid]) {
    expect(publicKeyIn(recipient)).toEqual({ kind: "key", key: recipient });
    expect(publicKeyIn(`My key: ${recipient.toUpperCase()}\n`)).toEqual({ kind: "key", key: recipient });
    expect(publicKeyIn(`${recipient} ${recipient.toUpperCase()}`)).toEqual({ kind: "key", key: recipient });
  }
});

test("a private key is never passed on", () => {
  expect(publicKeyIn(KEYS.classic.identity)).toEqual({ kind: "private" });
  expect(publicKeyIn(`# public key: ${KEYS.hybrid.recipient}\n${KEYS.hybrid.identity.toLowerCase()}`)).toEqual({
    kind: "private",
  });
});

test("two keys, or none, are not one", () => {
  expect(publicKeyIn(`${KEYS.classic.recipient}\n${KEYS.hybrid.recipient}`)).toEqual({ kind: "none" });
  expect(publicKeyIn("ssh-ed25519 AAAA")).toEqual({ kind: "none" });
});

test("what is lent is counted until its end", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  const until = (iso: string | null) => ({ unlocked_until: iso });
  const lent = [
    until("2026-11-21T12:10:00Z"),
    until("2026-11-21T12:30:00Z"),
    until("2026-11-21T11:59:00Z"),
    until(null),
  ];
  expect(lentUntil(lent, now)).toEqual({ count: 2, until: Date.parse("2026-11-21T12:30:00Z") });
  expect(lentUntil([], now).count).toBe(0);
});

test("a countdown", () => {
  expect([0, 999, 61_000, 3_600_000, 3_725_000].map(countdown)).toEqual(["0:00", "0:01", "1:01", "1:00:00", "1:02:05"]);
});
