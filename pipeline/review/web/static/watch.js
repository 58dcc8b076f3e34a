// Looks every few seconds for what others changed, and notices when the server cannot be reached.

import { ask } from "./send.js";

const EVERY = 4_000;
const AT_ONCE = 200;

export class Watch {
  // `known` gives the revision of every sentence on the page; `changed` takes the server's answer and when it was asked for.
  constructor(main, outbox, { known, changed }) {
    this.main = main;
    this.outbox = outbox;
    this.known = known;
    this.changed = changed;
    this.token = main.dataset.token;
    this.wait = EVERY;
    this.timer = 0;
    this.busy = false;
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.now(); });
    addEventListener("online", () => this.now());
    addEventListener("offline", () => this.outbox.reach(false));
    this.later();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), this.wait);
  }

  async now() {
    clearTimeout(this.timer);
    if (document.hidden || this.busy) { this.later(); return; }
    this.busy = true;
    const answer = await this.ask([]);
    if (answer.status === 200) {
      this.wait = EVERY;
      const back = this.outbox.lost;
      this.outbox.reach(true);
      if (back) this.outbox.now();
      if (answer.data.token !== this.token) await this.fetch(answer.data.token);
    } else if (answer.status === 0 || answer.status >= 500) {
      this.outbox.reach(false);
      this.wait = Math.min(this.wait * 1.5, 15_000);
    }
    this.busy = false;
    this.later();
  }

  // Something is new: asks for every sentence on the page, some at a time.
  async fetch(token) {
    const asked = [...this.known()].map(([id, revision]) => `${id}-${revision}`);
    for (let at = 0; at < asked.length; at += AT_ONCE) {
      const when = performance.now();
      const answer = await this.ask(asked.slice(at, at + AT_ONCE));
      if (answer.status !== 200) return;
      this.changed(answer.data, when);
    }
    this.token = token;
  }

  ask(ids) {
    const address = new URL(this.main.dataset.changes, location.href);
    address.searchParams.set("since", this.token);
    address.searchParams.set("ids", ids.join(","));
    for (const name of ["show", "order", "q"]) address.searchParams.set(name, this.main.dataset[name] ?? "");
    return ask(address);
  }
}
