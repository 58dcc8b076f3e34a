// The line that says when something stands between the person and the server.

import { element, say, sayNumber } from "./words.js";

export class Banner {
  constructor(line, outbox) {
    this.line = line;
    this.outbox = outbox;
    this.kind = "";
    if (!line) return;
    outbox.addEventListener("reach", () => this.reach());
    outbox.addEventListener("queue", () => { if (this.kind === "lost") this.reach(); });
    outbox.addEventListener("barred", () => this.show("barred", [
      say("start anew"), " ", element("a", { href: location.href, class: "button small" }, say("reload"))]));
  }

  reach() {
    const waiting = this.outbox.items.length;
    if (this.outbox.lost) {
      this.show("lost", [
        say("lost"), " ", waiting ? element("strong", {}, sayNumber("lost one", "lost many", waiting)) : "", " ",
        element("button", { type: "button", class: "small", onclick: () => this.outbox.now() }, say("try"))]);
    } else if (this.kind === "lost" && !waiting) {
      // Not before the last change is in: people close the page when they read this.
      this.show("back", [say("back")]);
      setTimeout(() => { if (this.kind === "back" ) this.hide(); }, 5000);
    }
  }

  refuse(reason) {
    this.show("refused", [say("refused", { reason })]);
  }

  // Somebody else was first with a sentence that is not open now.
  point(who, item, look = null) {
    this.show("point", [
      say("both", { who: who || say("another program") }), " ",
      look ? element("button", { type: "button", class: "small", onclick: () => { this.hide(); look(); } }, say("look"))
        : element("a", { class: "button small", href: this.address(item) }, say("look"))]);
  }

  address(item) {
    const at = new URL("./", new URL(item.url, location.href));
    at.searchParams.set("at", item.id);
    return at.href;
  }

  show(kind, children) {
    if (!this.line) return;
    this.kind = kind;
    this.line.className = `banner ${kind}`;
    this.line.replaceChildren(element("p", {}, ...children));
    this.line.hidden = false;
  }

  hide() {
    this.kind = "";
    this.line.hidden = true;
    this.line.replaceChildren();
  }
}
