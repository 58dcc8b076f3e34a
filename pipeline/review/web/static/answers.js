// What the server says: to a change of one's own, and of what others changed meanwhile.

import { count, tag, words } from "./marks.js";
import { say, tell } from "./words.js";

const TOLD = { approve: "approved", save: "kept", revert: "reverted", reopen: "reopened", choose: "chosen", comment: "commented",
  uncomment: "uncommented", dismiss: "dismissed", restore: "restored" };

export class Answers {
  constructor(editor) {
    this.editor = editor;
    // What was last put into the page of each sentence.
    this.seen = new Map();
  }

  answered({ item, answer }) {
    const { editor } = this;
    const { status, data } = answer;
    const segment = editor.segment(item.id);
    if (segment) tag(editor.main, item.id, "waiting", "");
    if (item.id === "undo") { this.undone(status, data); return; }
    if (status === 200 && data.saved !== false) { this.saved(item, data); return; }
    if (status === 409 && data.segment) { this.conflict(item, data); return; }
    if (words(item.fields)) editor.unsaved.put(item.id, item.fields.target, item.fields.seen);
    editor.banner.refuse(data.error || data.message || String(status));
    if (segment) { editor.panel?.forget(segment); editor.refresh(); }
  }

  saved(item, data) {
    const { editor } = this;
    const before = editor.segment(item.id);
    if (!before) { count(data.progress); return; }
    const current = before === editor.now;
    const dirty = current && words(item.fields) && editor.text.value.trim() !== item.fields.target;
    const untouched = current && !words(item.fields) && editor.text.value === before.dataset.target;
    editor.panel.forget(before);
    const segment = this.renew(item.id, data.html);
    if (data.next !== undefined) editor.nextOpen = data.next;
    document.getElementById("undo").disabled = false;
    count(data.progress);
    tell(say(TOLD[item.fields.action] ?? "kept"));
    if (!current || editor.outbox.pending(item.id)) return;
    editor.form.elements.seen.value = segment.dataset.revision;
    editor.showState(segment);
    if (["revert", "choose", "clear"].includes(item.fields.action) || untouched) {
      editor.hideChoice();
      editor.note.hidden = true;
      if (editor.text.value !== segment.dataset.target) editor.text.value = segment.dataset.target;
      editor.unsaved.drop(item.id);
      editor.grow();
    } else if (dirty) editor.keepText();
    editor.panel.show(segment);
  }

  conflict(item, data) {
    const { editor } = this;
    const theirs = data.segment;
    const segment = editor.segment(item.id);
    if (words(item.fields) && theirs.target === item.fields.target) {
      // It is what we sent: the answer was lost, or both wrote the same.
      if (item.fields.action === "approve" && theirs.state !== "approved") {
        if (segment) segment.dataset.revision = theirs.revision;
        editor.outbox.post(item.id, item.url, { ...item.fields, seen: theirs.revision });
        return;
      }
      this.saved(item, { ...data, html: data.html ?? null });
      return;
    }
    editor.others.set(item.id, { who: data.who || say("another program"), when: data.when });
    if (words(item.fields)) editor.unsaved.put(item.id, item.fields.target, item.fields.seen);
    if (!segment) { editor.banner.point(data.who, item); return; }
    editor.panel.forget(segment);
    const idle = editor.text.value === editor.now.dataset.target;
    const fresh = this.renew(item.id, data.html ?? null, theirs);
    if (words(item.fields)) editor.markUnsaved(item.id);
    if (fresh === editor.now) { editor.fillForm(fresh); editor.panel.show(fresh); editor.text.focus(); }
    else if (words(item.fields) && idle) editor.show(fresh);
    else if (words(item.fields)) editor.banner.point(data.who, item, () => editor.show(editor.segment(item.id)));
    if (!words(item.fields)) tell(say("changed since"));
  }

  undone(status, data) {
    const { editor } = this;
    if (status === 200 && data.saved !== false && data.segment) {
      const { id } = data.segment;
      editor.unsaved.drop(id);
      const known = editor.segment(id);
      if (known) {
        editor.panel.forget(known);
        const fresh = this.renew(id, data.html, data.segment);
        if (fresh === editor.now) { editor.fillForm(fresh); editor.panel.show(fresh); }
      }
      count(data.progress);
      if (data.can_undo === false) document.getElementById("undo").disabled = true;
      editor.visit(id).then(() => tell(say("undone")));
    } else if (data.segment) tell(say("changed since"));
    else {
      document.getElementById("undo").disabled = true;
      tell(say("nothing to undo"));
    }
  }

  // What others changed meanwhile.
  changed(data, asked) {
    const { editor } = this;
    for (const { id, revision, html } of data.segments ?? []) {
      if (this.seen.get(id) === html || editor.outbox.pending(id)) continue;
      // Asked for before our own change was in: older than what is shown.
      if (editor.outbox.settled.get(id) > asked) continue;
      const before = editor.segment(id);
      if (!before) continue;
      const current = before === editor.now;
      const newer = before.dataset.revision !== revision;
      const dirty = current && editor.text.value !== before.dataset.target;
      editor.panel?.forget(before);
      const fresh = this.renew(id, html);
      if (editor.unsaved.get(id)) editor.markUnsaved(id);
      if (!current) continue;
      if (newer) {
        editor.showState(fresh);
        if (dirty && editor.text.value !== fresh.dataset.target) { editor.keepText(); editor.showChoice(fresh); }
        else {
          editor.text.value = fresh.dataset.target;
          editor.grow();
          tell(say("taken over", { who: fresh.dataset.who || say("somebody") }));
        }
        editor.form.elements.seen.value = revision;
      }
      if (!editor.panel.aside.contains(document.activeElement)) editor.panel.show(fresh);
    }
    count(data.progress);
  }

  renew(id, html, data = null) {
    if (html) this.seen.set(id, html);
    const { open } = this.editor;
    const before = open?.getBoundingClientRect().top;
    const fresh = this.editor.renew(id, html, data);
    // What stands above may have become taller or shorter.
    if (open) scrollBy({ top: open.getBoundingClientRect().top - before, behavior: "instant" });
    return fresh;
  }
}
