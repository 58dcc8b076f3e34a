// The editor: one sentence of the text is open at a time; everything else of the text stays readable around it.

import { Answers } from "./answers.js";
import { Unsaved, lasting } from "./keep.js";
import { fragment, renew, showSent, tag, words } from "./marks.js";
import { Panel } from "./panel.js";
import { close, place } from "./rows.js";
import { ask } from "./send.js";
import { hold } from "./steady.js";
import { Watch } from "./watch.js";
import { element, say, tell } from "./words.js";

const BY_STATE = ["all", "draft", "untranslated", "stale"];

export class Editor {
  constructor(main, outbox, banner) {
    this.main = main;
    this.outbox = outbox;
    this.banner = banner;
    this.open = main.querySelector("#open");
    this.form = main.querySelector("#edit");
    this.text = main.querySelector("#target");
    this.note = main.querySelector("#edit-note");
    this.choice = main.querySelector("#choose");
    this.unsaved = new Unsaved(main.dataset.project, main.dataset.code, main.dataset.slug);
    this.others = new Map();
    this.answers = new Answers(this);
    this.nextOpen = new URL(main.dataset.nextOpen || location.href, location.href).searchParams.get("at");
    this.loading = new Map();
    outbox.addEventListener("answer", (event) => this.answers.answered(event.detail));
    main.addEventListener("click", (event) => this.clicked(event));
    if (this.open) this.begin();
    this.observeMore();
    this.watch = new Watch(main, outbox, {
      known: () => new Map(this.own().map((segment) => [segment.dataset.id, segment.dataset.revision])),
      changed: (data, asked) => this.answers.changed(data, asked),
    });
  }

  begin() {
    this.panel = new Panel(this.open.querySelector("#panel"));
    this.now = this.open.querySelector(".seg");
    for (const id of this.unsaved.ids()) this.markUnsaved(id);
    for (const item of this.outbox.items) this.markWaiting(item);
    this.panel.adopt(this.now);
    this.fillForm(this.now);
    this.text.addEventListener("input", () => this.typed());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.act(event.submitter?.dataset.do ?? "approve");
    });
    this.open.addEventListener("submit", (event) => {
      if (event.target === this.form) return;
      event.preventDefault();
      this.post(event.target, event.submitter);
    });
    addEventListener("pagehide", () => this.keepText());
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.keepText(); });
    addEventListener("resize", () => this.grow());
    this.focus({ arriving: true });
    this.panel.fetchAhead(this.following(this.now));
  }

  // --- finding sentences ---

  segment(id) {
    return this.main.querySelector(`.seg[data-id="${CSS.escape(id)}"]:not(.repeat)`);
  }

  own() {
    return [...this.main.querySelectorAll(".seg:not(.repeat, .context)")];
  }

  neighbour(segment, step) {
    const all = this.own();
    return all[all.indexOf(segment) + step] ?? null;
  }

  isOpenWork(segment) {
    const { show, q } = this.main.dataset;
    return Boolean(q) || !BY_STATE.includes(show) || segment.dataset.state !== "approved";
  }

  // The next one to review among those on the page.
  following(segment) {
    const all = this.own();
    return all.slice(all.indexOf(segment) + 1).find((other) => this.isOpenWork(other)) ?? null;
  }

  // --- going from one to another ---

  show(segment, { focus = true } = {}) {
    if (segment !== this.now) {
      this.keepText();
      const before = this.open.getBoundingClientRect().top;
      close(this.open);
      this.now.removeAttribute("aria-current");
      place(this.open, segment);
      this.now = segment;
      segment.setAttribute("aria-current", "true");
      this.fillForm(segment);
      this.panel.show(segment).then(() => this.panel.fetchAhead(this.following(segment)));
      this.settle(before);
      history.replaceState(null, "", segment.getAttribute("href"));
    }
    if (focus) this.focus();
  }

  // The sentence at work on stays where the eyes are; the text moves under it.
  settle(before) {
    const tools = document.getElementById("tools");
    const sticky = getComputedStyle(tools).position === "sticky" ? tools.getBoundingClientRect().height : 0;
    const top = Math.min(Math.max(before, sticky + 24), innerHeight * 0.45);
    hold(() => this.open, top);
  }

  focus({ arriving = false } = {}) {
    const touched = matchMedia("(pointer: coarse)").matches;
    // On a phone the keyboard would cover half of the sentence: it comes when the text is touched.
    const target = touched ? this.open.querySelector("#place") : this.text;
    if (arriving && (touched || location.hash)) { if (touched) this.settle(this.open.getBoundingClientRect().top); return; }
    target.focus({ preventScroll: true });
    if (target === this.text) this.text.setSelectionRange(0, 0);
    if (arriving) this.settle(this.open.getBoundingClientRect().top);
  }

  async step(by) {
    const found = this.neighbour(this.now, by) ?? (await this.more(by > 0 ? "later" : "earlier") ? this.neighbour(this.now, by) : null);
    if (found) this.show(found);
    else tell(say(by > 0 ? "last" : "first"));
  }

  async goOn(from, answer = null) {
    const found = this.following(from);
    if (found) { this.show(found); return; }
    const next = answer && !this.outbox.lost ? (await answer).data.next : this.nextOpen;
    if (next && next !== from.dataset.id) { await this.visit(next); return; }
    const first = this.own().find((other) => other !== from && this.isOpenWork(other));
    if (first) this.show(first);
    else { this.text.focus({ preventScroll: true }); tell(say("last")); }
  }

  // Opens a sentence that may be anywhere in the text.
  async visit(id) {
    let found = this.segment(id);
    if (!found) {
      const address = new URL(this.main.dataset.part, location.href);
      for (const name of ["show", "order", "q"]) address.searchParams.set(name, this.main.dataset[name] ?? "");
      address.searchParams.set("at", id);
      const answer = await ask(address);
      if (answer.status !== 200) return;
      this.keepText();
      const before = this.open.getBoundingClientRect().top;
      close(this.open);
      const part = fragment(answer.data.html).querySelector(".part");
      // It comes with a form and a panel of its own: there is one already.
      const other = part.querySelector("#open");
      const panel = other?.querySelector("#panel-body").innerHTML;
      if (other) close(other);
      this.main.querySelector(".part").replaceWith(part);
      this.observeMore();
      for (const kept of this.unsaved.ids()) this.markUnsaved(kept);
      found = this.segment(id);
      if (!found) return;
      if (panel) this.panel.remember(found, panel);
      place(this.open, found);
      this.now.removeAttribute("aria-current");
      this.now = found;
      found.setAttribute("aria-current", "true");
      this.fillForm(found);
      this.panel.show(found);
      this.settle(before);
      history.replaceState(null, "", found.getAttribute("href"));
    }
    this.show(found);
  }

  // Adds what comes before or after; false where there is no more.
  more(side) {
    const link = this.main.querySelector(`.more.${side} a`);
    if (!link) return Promise.resolve(false);
    if (!this.loading.has(side)) this.loading.set(side, this.load(side, link).finally(() => this.loading.delete(side)));
    return this.loading.get(side);
  }

  async load(side, link) {
    const line = link.parentElement;
    const answer = await ask(link.dataset.part);
    if (answer.status !== 200 || !line.isConnected) return false;
    const part = fragment(answer.data.html).querySelector(".part");
    part.querySelector(`.more.${side === "later" ? "earlier" : "later"}`)?.remove();
    const tall = document.documentElement.scrollHeight;
    const above = scrollY;
    line.replaceWith(...part.childNodes);
    // Where the browser does not hold the place by itself.
    if (side === "earlier" && scrollY === above) scrollBy({ top: document.documentElement.scrollHeight - tall, behavior: "instant" });
    for (const id of this.unsaved.ids()) this.markUnsaved(id);
    this.observeMore();
    return true;
  }

  observeMore() {
    this.observer?.disconnect();
    const link = this.main.querySelector(".more.later");
    if (!link || !("IntersectionObserver" in window)) return;
    this.observer = new IntersectionObserver((seen) => {
      if (seen.some((entry) => entry.isIntersecting)) this.more("later");
    }, { rootMargin: "800px" });
    this.observer.observe(link);
  }

  // --- the form ---

  fillForm(segment) {
    const data = segment.dataset;
    const kept = this.unsaved.get(data.id);
    const waiting = this.outbox.pending(data.id);
    this.form.setAttribute("action", data.action);
    this.form.elements.seen.value = data.revision;
    this.open.querySelector("#place").firstChild.textContent = `${say("sentence", { place: data.place, total: this.main.dataset.total })} `;
    this.open.querySelector("#place .what").textContent = segment.closest(".para").dataset.role;
    this.showState(segment);
    this.hideChoice();
    this.note.hidden = true;
    this.text.value = data.target;
    if (kept && kept.text !== data.target) {
      this.text.value = kept.text;
      if (kept.seen !== data.revision && !waiting) this.showChoice(segment);
      else this.showRestored(kept);
    } else if (kept) this.unsaved.drop(data.id);
    this.grow();
    if (this.text.value !== data.target) this.panel.check(segment, this.text.value, { at: 900 });
  }

  showState(segment) {
    const { state, who } = segment.dataset;
    const word = this.form.querySelector("[data-state-word]");
    word.className = `state is-${state}`;
    word.textContent = state === "approved" && who ? say("by", { who }) : say(`state ${state}`);
    this.form.querySelector('[data-do="reopen"]').hidden = state !== "approved";
  }

  showRestored(kept) {
    const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    this.note.replaceChildren(
      say("restored text", { when: when.format(new Date(kept.when)) }), " ",
      element("button", { type: "button", class: "plain small", onclick: () => this.throwAway() }, say("throw away")));
    this.note.hidden = false;
  }

  throwAway() {
    this.unsaved.drop(this.now.dataset.id);
    this.markUnsaved(this.now.dataset.id, false);
    this.note.hidden = true;
    this.write(this.now.dataset.target);
  }

  showChoice(segment) {
    const who = this.others.get(segment.dataset.id)?.who || segment.dataset.who || say("somebody");
    const theirs = element("p", { class: "words", lang: this.text.lang, dir: this.text.dir });
    theirs.append(...segment.querySelector(".words").cloneNode(true).childNodes);
    this.choice.replaceChildren(
      element("p", {}, element("strong", {}, say("choose title", { who })), " ", say("choose hint")),
      element("p", { class: "by" }, say("theirs")), theirs,
      element("p", { class: "act" },
        element("button", { type: "button", "data-take": "theirs", onclick: () => this.takeTheirs() }, say("take theirs")),
        element("button", { type: "button", class: "plain", onclick: () => { this.hideChoice(); this.text.focus(); } }, say("take mine"))),
      element("p", { class: "by" }, say("mine")));
    this.choice.hidden = false;
  }

  takeTheirs() {
    this.unsaved.drop(this.now.dataset.id);
    this.markUnsaved(this.now.dataset.id, false);
    this.hideChoice();
    this.write(this.now.dataset.target);
  }

  hideChoice() {
    this.choice.hidden = true;
    this.choice.replaceChildren();
  }

  // Puts a whole text into the field so that the browser's own undo can take it out again.
  write(text) {
    this.text.focus();
    this.text.select();
    const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
    if (!done || this.text.value !== text) this.text.value = text;
    this.typed();
  }

  insert(words) {
    this.text.focus();
    if (!document.execCommand("insertText", false, words)) this.text.setRangeText(words, this.text.selectionStart, this.text.selectionEnd, "end");
    this.typed();
  }

  typed() {
    this.grow();
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keepText(), 250);
    this.panel.check(this.now, this.text.value);
  }

  keepText() {
    clearTimeout(this.keeping);
    if (!this.now) return;
    const { id, target } = this.now.dataset;
    // The server takes white space off the ends.
    const dirty = this.text.value.trim() !== target.trim();
    if (dirty) {
      // Where somebody changed the sentence meanwhile, what was seen first stays until one has chosen.
      const seen = this.choice.hidden ? this.form.elements.seen.value : this.unsaved.get(id)?.seen ?? this.form.elements.seen.value;
      this.unsaved.put(id, this.text.value, seen);
    } else this.unsaved.drop(id);
    this.markUnsaved(id, dirty);
    if (!lasting && !this.warned) { this.warned = true; tell(say("no room")); }
  }

  grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight + 4}px`;
  }

  // --- marks in the text ---

  markUnsaved(id, on = true) {
    tag(this.main, id, "unsaved", on ? say("unsaved") : "");
  }

  markWaiting(item) {
    if (this.segment(item.id) && words(item.fields)) showSent(this.main, item, say(this.outbox.lost ? "waiting" : "saving"));
  }

  // Puts the server's version of a sentence into the page; returns it.
  renew(id, html, data) {
    return renew(this.main, id, html, data, (old, fresh) => {
      if (old !== this.now) return;
      this.now = fresh;
      fresh.setAttribute("aria-current", "true");
    });
  }

  // --- doing ---

  clicked(event) {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const on = (selector) => event.target.closest(selector);
    const segment = on("a.seg");
    if (segment && this.open) {
      event.preventDefault();
      const own = this.segment(segment.dataset.id);
      if (own && own !== this.now) this.show(own);
      else this.visit(segment.dataset.id);
      return;
    }
    const more = on(".more a");
    if (more) {
      event.preventDefault();
      const side = more.parentElement.classList.contains("later") ? "later" : "earlier";
      this.more(side);
      return;
    }
    if (!this.open) return;
    const step = on("[data-step]");
    if (step) { event.preventDefault(); this.act(step.dataset.step); return; }
    const button = on("button");
    if (!button) return;
    if (button.dataset.mend !== undefined) { this.write(button.dataset.mend); tell(say("mended")); }
    else if (button.dataset.fill !== undefined) { this.write(button.dataset.fill); tell(say("put in")); }
    else if (button.dataset.insert !== undefined) { this.insert(button.dataset.insert); tell(say("put in")); }
    else if (button.type === "button" && button.dataset.do) this.act(button.dataset.do);
  }

  async act(name) {
    if (!this.open) return;
    switch (name) {
      case "approve": return this.approve({ stay: false });
      case "approve-stay": return this.approve({ stay: true });
      case "save": return this.send("save");
      case "revert": case "reopen": return this.send(name);
      case "next": return this.step(1);
      case "previous": return this.step(-1);
      case "next-open": return this.goOn(this.now);
      case "undo": return this.undo();
      case "mend": return this.mend();
      case "comment": return this.open.querySelector("#comment")?.focus();
      case "panel": return this.open.querySelector("#panel").focus();
    }
  }

  mend() {
    const button = this.panel.firstMend();
    if (!button) { tell(say("no mend")); return; }
    this.write(button.dataset.mend);
    tell(say("mended"));
  }

  approve({ stay }) {
    const from = this.now;
    const done = from.dataset.state === "approved" && this.text.value.trim() === from.dataset.target && !from.dataset.versions;
    if (!this.text.value.trim()) { tell(say("empty")); this.text.focus(); return; }
    // Who reads again what somebody approved goes on, and leaves that person's name on it.
    const answer = done ? null : this.send("approve");
    if (!stay) this.goOn(from, answer);
  }

  // Puts a change of the sentence on its way and shows it at once; what comes back is dealt with in answers.js.
  send(action) {
    const segment = this.now;
    const { id } = segment.dataset;
    if (action === "save" && !this.text.value.trim()) action = "clear";
    const fields = { ...this.windowFields(), action, seen: this.form.elements.seen.value };
    // The server takes white space off the ends too.
    if (words(fields)) fields.target = this.text.value.trim();
    clearTimeout(this.keeping);
    const answer = this.outbox.post(id, segment.dataset.action, fields);
    this.unsaved.drop(id);
    this.markUnsaved(id, false);
    this.note.hidden = true;
    this.hideChoice();
    this.markWaiting({ id, fields });
    if (words(fields)) this.showState(segment);
    return answer;
  }

  windowFields() {
    const { show, order, q } = this.main.dataset;
    return { show, order, q: q ?? "" };
  }

  // A form of the panel: a comment, a dismissal, a version chosen.
  post(form, button) {
    const fields = Object.fromEntries(new FormData(form, button));
    const segment = this.now;
    const { action } = fields;
    this.outbox.post(segment.dataset.id, form.getAttribute("action"), { ...this.windowFields(), ...fields });
    for (const field of form.querySelectorAll("textarea, input:not([type=hidden])")) field.value = "";
    if (this.outbox.lost) tell(say("waiting"));
    if (action === "choose") this.unsaved.drop(segment.dataset.id);
  }

  async undo() {
    if (this.outbox.lost) { tell(say("lost")); return; }
    await this.outbox.post("undo", this.main.dataset.undo, this.windowFields());
  }

  refresh() {
    if (this.now) this.fillForm(this.now);
  }
}
