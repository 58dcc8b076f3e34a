// The panel beside the sentence: fetched once for each version of it, checked anew while one writes.

import { ask } from "./send.js";
import { element, say } from "./words.js";

const PAUSE = 500;
const SHORT = 150;
const KEPT = 200;
const TRIES = 15;

export class Panel {
  constructor(aside) {
    this.aside = aside;
    this.body = aside.querySelector("#panel-body");
    this.known = new Map();
    this.stop = null;
    this.timer = 0;
    this.picture = 0;
    this.shown = null;
  }

  static key(segment) {
    return `${segment.dataset.id} ${segment.dataset.revision}`;
  }

  remember(segment, html) {
    this.known.set(Panel.key(segment), html);
    if (this.known.size > KEPT) this.known.delete(this.known.keys().next().value);
  }

  forget(segment) {
    for (const key of [...this.known.keys()]) if (key.startsWith(`${segment.dataset.id} `)) this.known.delete(key);
  }

  // The page came with the panel of its sentence.
  adopt(segment) {
    this.shown = segment.dataset.id;
    this.remember(segment, this.body.innerHTML);
    this.look();
  }

  async show(segment) {
    this.stop?.abort();
    clearTimeout(this.timer);
    this.shown = segment.dataset.id;
    let html = this.known.get(Panel.key(segment));
    if (html === undefined) {
      const stop = new AbortController();
      this.stop = stop;
      const busy = setTimeout(() => this.aside.setAttribute("aria-busy", "true"), SHORT);
      const answer = await ask(segment.dataset.panel, { signal: stop.signal });
      clearTimeout(busy);
      if (stop.signal.aborted || this.shown !== segment.dataset.id) return;
      this.aside.removeAttribute("aria-busy");
      if (answer.status !== 200) { this.body.replaceChildren(); return; }
      html = answer.data.html;
      this.remember(segment, html);
    }
    this.put(html);
  }

  // Fetched ahead, so that the next sentence comes with its panel at once.
  async fetchAhead(segment) {
    if (!segment || this.known.has(Panel.key(segment))) return;
    const answer = await ask(segment.dataset.panel);
    if (answer.status === 200) this.remember(segment, answer.data.html);
  }

  put(html) {
    const held = this.aside.contains(document.activeElement) && document.activeElement !== this.aside;
    this.aside.removeAttribute("aria-busy");
    this.body.innerHTML = html;
    this.aside.scrollTop = 0;
    if (held) this.aside.focus({ preventScroll: true });
    this.look();
  }

  // Asks what the checks say of what is being written.
  check(segment, text, { at = PAUSE } = {}) {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const answer = await ask(segment.dataset.check, { fields: { target: text } });
      if (answer.status !== 200 || this.shown !== segment.dataset.id) return;
      const list = this.body.querySelector("#issues");
      // Nobody is interrupted who is giving a reason in the list.
      if (list && !list.contains(document.activeElement)) list.innerHTML = answer.data.html;
      document.dispatchEvent(new Event("labels"));
    }, at);
  }

  firstMend() {
    return this.body.querySelector("[data-mend]");
  }

  // The typeset page, where there is one and the panel stands beside the text.
  look() {
    document.dispatchEvent(new Event("labels"));
    const link = this.body.querySelector("[data-preview]");
    clearTimeout(this.picture);
    if (!link || !matchMedia("(min-width: 64em)").matches) return;
    this.picture = setTimeout(() => this.showPage(link, TRIES), 700);
  }

  async showPage(link, tries) {
    const id = this.shown;
    link.dataset.said ??= link.textContent;
    const { said } = link.dataset;
    const answer = await ask(link.href);
    const { image_url: address, page } = answer.data;
    if (this.shown !== id || !link.isConnected) return;
    if (answer.status === 200 && address) {
      const picture = element("img", { src: address, alt: say("page", { page }) });
      picture.addEventListener("load", () => {
        if (!link.isConnected) return;
        link.querySelector("img")?.remove();
        link.prepend(picture);
        link.lastChild.textContent = said;
      });
    } else if (tries && answer.status === 200) {
      // That takes some seconds.
      link.lastChild.textContent = say("being set");
      this.picture = setTimeout(() => this.showPage(link, tries - 1), 2000);
    } else link.lastChild.textContent = said;
  }
}
