// Sends changes one after the other; keeps them, and tries again, while the server cannot be reached.

import { Outgoing } from "./keep.js";

const PATIENCE = 15_000;
const LONGEST_WAIT = 8_000;

export const csrf = document.querySelector('meta[name="csrf"]')?.content ?? "";

// Answers {status, data}; status 0 means that no answer came.
export async function ask(url, { fields = null, signal = null } = {}) {
  const waiting = AbortSignal.timeout(PATIENCE);
  const request = {
    method: fields ? "POST" : "GET",
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    cache: "no-store",
    signal: signal ? AbortSignal.any([signal, waiting]) : waiting,
  };
  if (fields) {
    request.headers["X-CSRF-Token"] = csrf;
    request.body = new URLSearchParams({ ...fields, csrf });
  }
  try {
    const answer = await fetch(url, request);
    const kind = answer.headers.get("Content-Type") ?? "";
    const data = kind.includes("json") ? await answer.json() : { html: await answer.text() };
    return { status: answer.status, data, url: answer.url };
  } catch (error) {
    return { status: 0, data: {}, stopped: signal?.aborted ?? false };
  }
}

let counter = 0;

export class Outbox extends EventTarget {
  constructor(project, who) {
    super();
    this.kept = new Outgoing(project, who);
    this.items = [];
    this.revisions = new Map();
    this.settled = new Map();
    this.sending = null;
    this.wait = 0;
    this.timer = 0;
    this.lost = false;
    this.barred = false;
    addEventListener("pagehide", () => this.kept.release(this.items));
    addEventListener("pageshow", (event) => { if (event.persisted) { this.items = []; this.adopt(); } });
    addEventListener("online", () => this.now());
  }

  // Takes over what an earlier page could not send.
  adopt() {
    const known = new Set(this.items.map((item) => item.key));
    for (const item of this.kept.left()) {
      if (known.has(item.key)) continue;
      delete item.closed;
      this.items.push(item);
      this.kept.put(item);
    }
    if (this.items.length) { this.changed(); this.pump(); }
  }

  pending(id) {
    return this.items.find((item) => item.id === id) ?? null;
  }

  // Resolves with the answer once there is one; never where the page goes first (the change is kept then).
  post(id, url, fields) {
    const earlier = this.items.filter((item) => item.id === id).at(-1);
    const words = fields.action === "approve" || fields.action === "save";
    let item;
    if (earlier && earlier !== this.sending && words && ["approve", "save"].includes(earlier.fields.action)) {
      // Not on its way yet: the newer wording takes its place, and what was seen at first still counts.
      item = earlier;
      item.fields = { ...fields, seen: earlier.fields.seen };
    } else {
      counter += 1;
      item = { key: `${Date.now().toString(36)}-${counter}-${this.kept.window}`, at: Date.now() + counter / 1000, id, url, fields,
        follows: Boolean(earlier) };
      this.items.push(item);
    }
    this.kept.put(item);
    this.changed();
    const answered = new Promise((resolve) => { (item.waiters ??= []).push(resolve); });
    Object.defineProperty(item, "waiters", { enumerable: false });
    this.pump();
    return answered;
  }

  now() {
    clearTimeout(this.timer);
    this.wait = 0;
    this.pump();
  }

  async pump() {
    if (this.sending || this.barred || !this.items.length) return;
    const item = this.items[0];
    this.sending = item;
    clearTimeout(this.timer);
    const seen = item.follows && this.revisions.get(item.id);
    const answer = await ask(item.url, { fields: seen ? { ...item.fields, seen } : item.fields });
    this.sending = null;
    const later = answer.status === 0 || answer.status === 429 || answer.status >= 500;
    if (later) {
      this.kept.put(item);
      this.reach(false);
      this.wait = Math.min(LONGEST_WAIT, this.wait ? this.wait * 2 : 1000);
      this.timer = setTimeout(() => this.pump(), this.wait);
      return;
    }
    this.wait = 0;
    if (answer.status === 401 || answer.status === 403) {
      this.barred = true;
      this.dispatchEvent(new CustomEvent("barred"));
      return;
    }
    this.items = this.items.filter((other) => other !== item);
    this.kept.drop(item);
    this.settled.set(item.id, performance.now());
    if (answer.data.segment) this.revisions.set(item.id, answer.data.segment.revision);
    this.reach(true);
    this.changed();
    for (const resolve of item.waiters ?? []) resolve(answer);
    this.dispatchEvent(new CustomEvent("answer", { detail: { item, answer } }));
    this.pump();
  }

  // Tells that the server could, or could not, be reached.
  reach(reached) {
    if (this.lost === !reached) return;
    this.lost = !reached;
    this.dispatchEvent(new CustomEvent("reach"));
  }

  changed() {
    this.dispatchEvent(new CustomEvent("queue"));
  }
}
