(function () {
  "use strict";

  var DATA = JSON.parse(document.getElementById("data").textContent);
  var ROWS = DATA.rows;
  var PLACE = ["octavilla", DATA.slug, DATA.language, DATA.export].join(" ");
  var byKey = {}, bySource = {};
  ROWS.forEach(function (row) { byKey[row.key] = row; bySource[row.source] = row; });

  // What the person has done: key -> {target, approved, unsure, comment}.
  var changes = {};
  var who = "", language = "", sent = "";
  var undoable = [];
  var open = null; // {row, panel, before}
  var stores = false;

  function $(id) { return document.getElementById(id); }

  function _(message, values) {
    var text = (DATA.strings[language] || {})[message] || message;
    return text.replace(/\{(\w+)\}/g, function (whole, name) {
      return values && Object.prototype.hasOwnProperty.call(values, name) ? values[name] : whole;
    });
  }

  function make(tag, attributes, content) {
    var element = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) {
      if (attributes[name] !== null && attributes[name] !== false) element.setAttribute(name, attributes[name]);
    });
    (content || []).forEach(function (part) {
      element.appendChild(typeof part === "string" ? document.createTextNode(part) : part);
    });
    return element;
  }

  function button(label, act, attributes) {
    var made = make("button", Object.assign({ type: "button" }, attributes || {}), [label]);
    made.addEventListener("click", act);
    return made;
  }

  var saying;
  function say(text) {
    clearTimeout(saying);
    $("say").textContent = text;
    saying = setTimeout(function () { $("say").textContent = ""; }, 6000);
  }

  /* ---- What is known of a sentence ---- */

  function targetOf(row) { return changes[row.key] ? changes[row.key].target : row.target; }
  function unsureOf(row) { return Boolean(changes[row.key] && changes[row.key].unsure); }
  function approvedOf(row) {
    var change = changes[row.key];
    if (!change) return row.state === "approved";
    if (change.unsure) return false;
    return change.approved || (row.state === "approved" && change.target === row.target);
  }
  function isEdited(row) { return targetOf(row) !== row.target; }
  function stateOf(row) {
    if (unsureOf(row)) return "unsure";
    if (approvedOf(row)) return "approved";
    if (!targetOf(row).trim()) return "untranslated";
    return isEdited(row) ? "edited" : row.state;
  }
  function isFlagged(row) {
    return unsureOf(row) || row.doubts.length > 0 && !approvedOf(row) || Boolean(row.comment) ||
      stateOf(row) === "stale" || lostSigns(row.source, targetOf(row)) !== "" && Boolean(targetOf(row).trim());
  }
  function nameOf(state) {
    return { approved: _("Approved"), draft: _("Draft"), stale: _("The original has changed"),
      untranslated: _("Not translated"), edited: _("Changed, not approved yet"), unsure: _("Not sure") }[state];
  }

  function clean(row, change) {
    if (!change) return null;
    var says = change.target !== row.target || change.unsure || change.comment.trim() ||
      change.approved && row.state !== "approved";
    return says ? change : null;
  }

  function changed(row, with_) {
    var old = changes[row.key] || { target: row.target, approved: false, unsure: false, comment: "" };
    var made = clean(row, Object.assign({}, old, with_));
    if (made) changes[row.key] = made; else delete changes[row.key];
    keepSoon();
  }

  function copyOf(change) { return change ? Object.assign({}, change) : null; }

  function remember(row, before) {
    if (JSON.stringify(before) === JSON.stringify(copyOf(changes[row.key]))) return;
    undoable.push({ key: row.key, before: before });
    if (undoable.length > 500) undoable.shift();
  }

  /* ---- Corrections: the file, and what the browser keeps ---- */

  function corrections() {
    var rows = ROWS.filter(function (row) { return changes[row.key]; }).map(function (row) {
      var change = changes[row.key];
      var said = change.target !== row.target || change.unsure;
      var comment = change.comment.trim();
      var found = {
        number: row.number, key: row.key, source: row.source, target: change.target,
        approved: change.unsure ? false : change.approved ? true : said ? false : null,
        comment: change.unsure && !comment ? _("Not sure") : comment
      };
      if (change.unsure) found.unsure = true;
      return found;
    });
    return { octavilla: "corrections", version: 1, slug: DATA.slug, language: DATA.language, who: who,
      "export": DATA.export, rows: rows };
  }

  function fileText() { return JSON.stringify(corrections(), null, 1) + "\n"; }
  function stamp() { return JSON.stringify(corrections().rows); }
  function isDirty() { return Object.keys(changes).length > 0 && stamp() !== sent; }

  function storage() {
    try {
      window.localStorage.setItem("octavilla test", "1");
      window.localStorage.removeItem("octavilla test");
      return window.localStorage;
    } catch (error) { return null; }
  }

  var waiting = 0;
  /** Keep the work soon: not at every letter. */
  function keepSoon() { if (!waiting) waiting = setTimeout(keep, 250); }
  function flush() { if (waiting) keep(); }

  function keep() {
    clearTimeout(waiting);
    waiting = 0;
    var text = JSON.stringify({ who: who, language: language, sent: sent, changes: changes });
    // The page saved as a whole by the browser holds this element.
    $("kept").textContent = Object.keys(changes).length ? fileText() : "";
    var store = storage();
    if (!store) return failed();
    try { store.setItem(PLACE, text); } catch (error) { failed(); }
  }

  function failed() { $("no-storage").hidden = false; stores = false; }

  function kept() {
    var store = storage(), found = null;
    stores = Boolean(store);
    if (!stores) failed();
    try { found = JSON.parse(store.getItem(PLACE)); } catch (error) { found = null; }
    if (found && typeof found === "object" && found.changes) {
      who = String(found.who || "");
      language = String(found.language || "");
      sent = String(found.sent || "");
      Object.keys(found.changes).forEach(function (key) {
        var row = byKey[key], change = found.changes[key];
        if (row && change && typeof change.target === "string") {
          changes[key] = { target: change.target, approved: change.approved === true, unsure: change.unsure === true,
            comment: String(change.comment || "") };
        }
      });
    }
    if (!found && store) {
      try {
        who = store.getItem("octavilla name") || "";
        language = store.getItem("octavilla language") || "";
      } catch (error) { /* The defaults do. */ }
    }
    var inside = $("kept").textContent.trim();
    if (inside && !Object.keys(changes).length) {
      try { take(JSON.parse(inside)); } catch (error) { /* It is the page as it was sent. */ }
    }
  }

  function shared(name, value) {
    var store = storage();
    try { if (store) store.setItem("octavilla " + name, value); } catch (error) { /* Asked again next time. */ }
  }

  /** Take the rows of a corrections file; what was changed here otherwise stays. */
  function take(found) {
    var taken = 0, kept = 0, unknown = 0;
    if (!who && typeof found.who === "string") who = found.who;
    found.rows.forEach(function (item) {
      var row = byKey[item.key] || bySource[item.source];
      if (!row || typeof item.target !== "string") { unknown += 1; return; }
      var comment = typeof item.comment === "string" ? item.comment : "";
      var unsure = item.unsure === true;
      if (unsure && isNotSure(comment)) comment = "";
      var change = clean(row, { target: item.target || row.target, approved: item.approved === true, unsure: unsure, comment: comment });
      var mine = changes[row.key];
      if (!change || JSON.stringify(change) === JSON.stringify(mine)) return;
      if (mine) { kept += 1; return; }
      remember(row, null);
      changes[row.key] = change;
      undoable.push({ key: row.key, before: null });
      taken += 1;
    });
    return { taken: taken, kept: kept, unknown: unknown };
  }

  function isNotSure(text) {
    return text === "Not sure" || Object.keys(DATA.strings).some(function (code) {
      return DATA.strings[code]["Not sure"] === text;
    });
  }

  /* ---- The text ---- */

  var SIGN = /\\([!-\/:-@[-`{-~])|\*\*(?=\S)([\s\S]*?\S)\*\*|\*(?=[^\s*])([\s\S]*?[^\s*])\*|~~([\s\S]+?)~~|`([^`]+)`|\[\^([^\]\s]+)\]|!?\[([^\]]*)\]\([^)]*\)/;

  function shown(text, depth) {
    var parts = [];
    while (text) {
      var found = depth < 6 ? SIGN.exec(text) : null;
      if (!found) { parts.push(text); break; }
      if (found.index) parts.push(text.slice(0, found.index));
      if (found[1] !== undefined) parts.push(found[1]);
      else if (found[2] !== undefined) parts.push(make("strong", {}, shown(found[2], depth + 1)));
      else if (found[3] !== undefined) parts.push(make("em", {}, shown(found[3], depth + 1)));
      else if (found[4] !== undefined) parts.push(make("s", {}, shown(found[4], depth + 1)));
      else if (found[5] !== undefined) parts.push(make("span", { "class": "code" }, [found[5]]));
      else if (found[6] !== undefined) parts.push(make("sup", {}, [found[6]]));
      else parts.push(make("span", { "class": "words" }, shown(found[7], depth + 1)));
      text = text.slice(found.index + found[0].length);
    }
    return parts;
  }

  var SIGNS = /\\[!-\/:-@[-`{-~]|\*\*|\*|~~|`[^`]*`|\[\^[^\]]+\]|\]\([^)]*\)|<https?:[^>]+>/g;

  /** Return the signs of a sentence that its translation has not, or has too often, as a text; empty where all is well. */
  function lostSigns(source, target) {
    function counted(text) {
      var found = {};
      (text.match(SIGNS) || []).forEach(function (sign) {
        if (sign.charAt(0) !== "\\") found[sign] = (found[sign] || 0) + 1;
      });
      return found;
    }
    var wanted = counted(source), there = counted(target), wrong = [];
    Object.keys(Object.assign({}, wanted, there)).forEach(function (sign) {
      if ((wanted[sign] || 0) !== (there[sign] || 0)) wrong.push(sign);
    });
    return wrong.join("   ");
  }

  var FIRST = 80, AT_ONCE = 50; // sentences to fill before the first paint, and at once while the browser has time
  var views = {}; // key -> the elements of a sentence, once its paragraph is filled
  var paragraphs = []; // {element, rows, filled}
  var paragraphOf = {}; // key -> paragraph
  var unfilled = 0; // All paragraphs before this one are filled.

  /** Make the paragraphs; most are filled later, so that a long text is there as soon as a short one. */
  function build() {
    var made = document.createDocumentFragment();
    var current = null;
    ROWS.forEach(function (row) {
      if (!current || current.number !== row.paragraph) {
        current = paragraph(row);
        made.appendChild(current.element);
        paragraphs.push(current);
      }
      current.rows.push(row);
      paragraphOf[row.key] = current;
    });
    $("text").insertBefore(made, $("nothing"));
    fillSome(FIRST);
    if (window.IntersectionObserver) watch();
    if (document.readyState === "complete") fillRest(); else window.addEventListener("load", fillRest);
  }

  function fill(item) {
    if (item.filled) return;
    item.filled = true;
    item.rows.forEach(function (row, index) {
      if (index) {
        item.source.appendChild(document.createTextNode(" "));
        item.target.appendChild(document.createTextNode(" "));
      }
      var source = make("span", { "data-key": row.key }, shown(row.source, 0));
      item.source.appendChild(source);
      var view = make("span", { role: "button", tabindex: "0", "aria-expanded": "false", id: "s" + row.number });
      item.target.appendChild(view);
      views[row.key] = { target: view, source: source, paragraph: item };
      draw(row);
    });
  }

  /** Fill the next paragraphs, of about so many sentences. */
  function fillSome(sentences) {
    while (unfilled < paragraphs.length && sentences > 0) {
      if (!paragraphs[unfilled].filled) sentences -= paragraphs[unfilled].rows.length;
      fill(paragraphs[unfilled]);
      unfilled += 1;
    }
  }

  function fillRest() {
    if (unfilled === paragraphs.length) return;
    var later = window.requestIdleCallback || window.setTimeout;
    later(function (idle) {
      do fillSome(AT_ONCE); while (idle && idle.timeRemaining() > 10 && unfilled < paragraphs.length);
      fillRest();
    });
  }

  /** Fill what somebody scrolls to before its turn comes. */
  function watch() {
    var watcher = new IntersectionObserver(function (seen) {
      seen.forEach(function (item) {
        if (!item.isIntersecting) return;
        watcher.unobserve(item.target);
        fill(paragraphs[Number(item.target.getAttribute("data-paragraph"))]);
      });
    }, { rootMargin: "100%" });
    paragraphs.slice(unfilled).forEach(function (item, index) {
      item.element.setAttribute("data-paragraph", unfilled + index);
      watcher.observe(item.element);
    });
  }

  /** Return the elements of a sentence. */
  function viewOf(row) {
    fill(paragraphOf[row.key]);
    return views[row.key];
  }

  /** Return the sentence that an element is, or is a part of. */
  function rowOf(element) {
    var view = element.closest(".s");
    return view ? ROWS[Number(view.id.slice(1)) - 1] : null;
  }

  function paragraph(row) {
    var kind = (row.role || "paragraph").replace(/ /g, "-");
    var source = make("p", { "class": "src", lang: DATA.source_locale, dir: DATA.source_direction });
    var target = make("p", { "class": "trg", lang: DATA.locale, dir: DATA.direction });
    var plain = row.role === "paragraph" || !row.role;
    var where = plain ? null : make("p", { "class": "where", "data-t": row.role }, [_(row.role)]);
    var pair = make("div", { "class": "pair" }, [source, target]);
    var element = make("div", { "class": "par " + kind }, where ? [where, pair] : [pair]);
    return { number: row.paragraph, element: element, source: source, target: target, rows: [], filled: false };
  }

  function draw(row) {
    var view = viewOf(row), state = stateOf(row), text = targetOf(row);
    view.target.className = ["s", state, isEdited(row) || changes[row.key] ? "changed" : "",
      open && open.row === row ? "on" : "", matches(row) ? "" : "dim"].filter(Boolean).join(" ");
    view.target.textContent = "";
    shown(text.trim() ? text : row.source, 0).forEach(function (part) {
      view.target.appendChild(typeof part === "string" ? document.createTextNode(part) : part);
    });
    view.target.appendChild(make("span", { "class": "unseen", lang: language }, [" (" + nameOf(state) + ")"]));
    view.target.setAttribute("aria-expanded", String(Boolean(open && open.row === row)));
    view.source.className = open && open.row === row ? "on" : "";
  }

  function matches(row) {
    switch ($("filter").value) {
      case "open": return !approvedOf(row);
      case "flagged": return isFlagged(row);
      case "unsure": return unsureOf(row);
      case "mine": return Boolean(changes[row.key]);
      default: return true;
    }
  }

  function drawAll() {
    paragraphs.forEach(function (item) { if (item.filled) item.rows.forEach(draw); });
    arrange();
  }

  /** Show the paragraphs that the filter asks for, and the figures. */
  function arrange() {
    var any = false;
    paragraphs.forEach(function (item) {
      if (item.filled) item.rows.forEach(function (row) { views[row.key].target.classList.toggle("dim", !matches(row)); });
      var hide = !item.rows.some(matches) && !(open && item.rows.indexOf(open.row) >= 0);
      item.element.hidden = hide;
      any = any || !hide;
    });
    $("nothing").hidden = any;
    count();
  }

  function count() {
    var approved = ROWS.filter(approvedOf).length, mine = Object.keys(changes).length;
    $("progress").max = Math.max(ROWS.length, 1);
    $("progress").value = approved;
    $("progress-text").textContent = _("{done} of {all} approved", { done: approved, all: ROWS.length });
    $("undo").disabled = !undoable.length;
    $("sum").textContent = mine
      ? _("Sentences that you changed, approved or commented on: {number}.", { number: mine }) + " " +
        (isDirty() ? _("Not saved to a file yet.") : _("Saved to a file."))
      : _("You have not changed anything yet.");
    $("name-shown").textContent = who || "–";
  }

  /* ---- One sentence ---- */

  function toggle(row) { if (open && open.row === row) close(true); else show(row); }

  function show(row) {
    close(false);
    open = { row: row, before: copyOf(changes[row.key]), panel: null };
    open.panel = panel(row);
    var place = viewOf(row).paragraph;
    place.element.appendChild(open.panel);
    draw(row);
    arrange();
    grow(open.panel);
    var coarse = window.matchMedia && window.matchMedia("(pointer: coarse)").matches;
    (coarse ? open.panel.querySelector("h2") : open.panel.querySelector(".translation")).focus({ preventScroll: true });
    reveal(row, open.panel);
  }

  /** Scroll as little as it takes to see the whole panel; its top, and a line above it, where it is too tall. */
  function reveal(row, panel) {
    var bar = document.querySelector(".bar").getBoundingClientRect(), box = panel.getBoundingClientRect();
    var sentence = views[row.key].target.getBoundingClientRect();
    var above = bar.height + 48;
    var by = Math.min(box.bottom - window.innerHeight + 8, box.top - above);
    if (by > 0) window.scrollBy(0, by);
    else if (sentence.top < above) window.scrollBy(0, Math.max(sentence.top - above, box.bottom - window.innerHeight));
  }

  function close(focus) {
    if (!open) return;
    var row = open.row, before = open.before;
    open.panel.remove();
    open = null;
    flush();
    remember(row, before);
    draw(row);
    arrange();
    if (focus) views[row.key].target.focus();
  }

  /** Make the fields as high as their text, where the style sheet cannot do it. */
  function grow(element) {
    if (window.CSS && CSS.supports("field-sizing", "content")) return;
    element.querySelectorAll("textarea").forEach(function (area) {
      area.style.height = "auto";
      area.style.height = area.scrollHeight + 4 + "px";
    });
  }

  function panel(row) {
    var title = make("h2", { tabindex: "-1", id: "panel-title" }, [
      _("Sentence {number} of {all}", { number: row.number, all: ROWS.length }), " "]);
    var state = make("span", { "class": "state" }, [nameOf(stateOf(row))]);
    title.appendChild(state);
    var area = make("textarea", { "class": "translation", id: "translation", lang: DATA.locale, dir: DATA.direction, spellcheck: "true",
      autocomplete: "off", rows: "3", "aria-describedby": "signs" });
    area.value = targetOf(row);
    var signs = make("p", { "class": "signs", id: "signs", role: "status" });
    var comment = make("textarea", { "class": "comment", id: "comment", rows: "1" });
    comment.value = changes[row.key] ? changes[row.key].comment : "";
    var unsure = button(_("Not sure"), function () {
      changed(row, { unsure: !unsureOf(row), approved: false });
      redraw();
    }, { id: "unsure", "aria-pressed": String(unsureOf(row)) });
    var approved = approvedOf(row);
    var approve = button(_("Approve and go on"), function () { approveAndGoOn(row); }, { "class": "main", id: "approve" });

    function redraw() {
      state.textContent = nameOf(stateOf(row));
      unsure.setAttribute("aria-pressed", String(unsureOf(row)));
      unsure.textContent = unsureOf(row) ? "✓ " + _("Not sure") : _("Not sure");
      var wrong = area.value.trim() ? lostSigns(row.source, area.value) : "";
      signs.textContent = wrong ? _("Look at these signs: {signs}", { signs: wrong }) : "";
      draw(row);
      count();
    }

    area.addEventListener("input", function () {
      changed(row, { target: area.value, approved: false });
      redraw();
      grow(made);
    });
    comment.addEventListener("input", function () { changed(row, { comment: comment.value }); count(); grow(made); });

    var content = [title,
      make("p", { "class": "original", lang: DATA.source_locale, dir: DATA.source_direction }, [row.source])];
    if (row.previous) {
      content.push(make("p", { "class": "changed-source" }, [_("What has changed in the original:"), " ",
        make("span", { lang: DATA.source_locale }, difference(row.previous, row.source))]));
    }
    var hints = row.doubts.map(function (doubt) { return _("Look at: {what}", { what: doubt }); })
      .concat(row.comment ? row.comment.split("\n") : []);
    if (hints.length) content.push(make("ul", {}, hints.map(function (hint) { return make("li", {}, [hint]); })));
    content.push(
      make("label", { "for": "translation" }, [_("Translation")]), area, signs,
      make("div", { "class": "buttons" }, [approve, unsure,
        button(_("As it was"), function () {
          delete changes[row.key];
          area.value = row.target;
          comment.value = "";
          keep();
          redraw();
          say(_("As it was."));
        }, { id: "as-it-was" })]),
      make("label", { "for": "comment" }, [_("Comment to the editor")]), comment,
      make("div", { "class": "buttons" }, [
        button("← " + _("Previous"), function () { step(-1); }, { id: "previous" }),
        button(_("Next") + " →", function () { step(1); }, { id: "next" }),
        button(_("Close"), function () { close(true); }, { id: "close" })]));
    var made = make("section", { "class": "panel", "aria-labelledby": "panel-title" }, content);
    if (approved && !changes[row.key]) approve.textContent = _("Still right, go on");
    if (unsureOf(row)) unsure.textContent = "✓ " + _("Not sure");
    var wrong = targetOf(row).trim() ? lostSigns(row.source, targetOf(row)) : "";
    if (wrong) signs.textContent = _("Look at these signs: {signs}", { signs: wrong });
    return made;
  }

  function approveAndGoOn(row) {
    if (!targetOf(row).trim()) {
      say(_("Write a translation first."));
      open.panel.querySelector(".translation").focus();
      return;
    }
    changed(row, { approved: true, unsure: false });
    flush();
    var order = ROWS.slice(row.number).concat(ROWS.slice(0, row.number - 1));
    var all = $("filter").value === "all";
    var next = order.filter(function (other) { return !approvedOf(other) && !unsureOf(other) && (all || matches(other)); })[0];
    if (next) { show(next); return; }
    close(false);
    var left = ROWS.filter(function (other) { return !approvedOf(other); }).length;
    say(left ? _("No more sentences to approve here.") : _("All sentences are approved. Save your corrections and send the file."));
    $("end-title").focus();
    $("end-title").scrollIntoView({ block: "start" });
  }

  function step(by) {
    var index = open ? open.row.number - 1 : -1;
    for (var next = index + by; next >= 0 && next < ROWS.length; next += by) {
      if (matches(ROWS[next])) { show(ROWS[next]); return; }
    }
    say(by > 0 ? _("This is the last sentence.") : _("This is the first sentence."));
  }

  /** Return the words of two sentences with what was taken out and what was put in. */
  function difference(before, after) {
    var a = before.split(/(\s+)/), b = after.split(/(\s+)/), i, j, table = [];
    if (a.length * b.length > 250000) return [make("del", {}, [before]), " ", make("ins", {}, [after])];
    for (i = a.length; i >= 0; i -= 1) {
      table[i] = [];
      for (j = b.length; j >= 0; j -= 1) {
        table[i][j] = i === a.length || j === b.length ? 0
          : a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
      }
    }
    var made = [];
    function put(tag, text) {
      var last = made[made.length - 1];
      if (last && last.tag === tag) last.text += text; else made.push({ tag: tag, text: text });
    }
    for (i = 0, j = 0; i < a.length || j < b.length;) {
      if (i < a.length && j < b.length && a[i] === b[j]) { put("", a[i]); i += 1; j += 1; }
      else if (j >= b.length || i < a.length && table[i + 1][j] >= table[i][j + 1]) { put("del", a[i]); i += 1; }
      else { put("ins", b[j]); j += 1; }
    }
    return made.map(function (part) { return part.tag ? make(part.tag, {}, [part.text]) : part.text; });
  }

  function undo() {
    close(false);
    var last = undoable.pop();
    if (!last) { say(_("Nothing to undo.")); return; }
    if (last.before) changes[last.key] = last.before; else delete changes[last.key];
    keep();
    drawAll();
    say(_("Undone."));
    var view = viewOf(byKey[last.key]);
    if (view.paragraph.element.hidden) { $("filter").value = "all"; drawAll(); }
    view.target.focus();
    view.target.scrollIntoView({ block: "center" });
  }

  /* ---- Sending ---- */

  function fileName(ending) {
    var name = who.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
    return [DATA.slug, DATA.language, name || "reviewer", "corrections", ending].join(".");
  }

  var after = null;
  function named(act) {
    if (who) { act(); return; }
    after = act;
    $("name").value = who;
    openDialog($("name-dialog"));
    $("name").focus();
  }

  function openDialog(dialog) { if (dialog.showModal) dialog.showModal(); else dialog.setAttribute("open", ""); }
  function closeDialog(dialog) { if (dialog.close) dialog.close(); else dialog.removeAttribute("open"); }

  function ready() {
    if (open) { remember(open.row, open.before); open.before = copyOf(changes[open.row.key]); }
    if (Object.keys(changes).length) return true;
    say(_("You have not changed anything yet."));
    return false;
  }

  function markSent() { sent = stamp(); keep(); count(); }

  function save() {
    if (!ready()) return;
    named(function () {
      var link = make("a", { download: fileName("json"), href: URL.createObjectURL(new Blob([fileText()], { type: "application/json" })) });
      document.body.appendChild(link);
      link.click();
      link.remove();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
      markSent();
      var text = _("Saved to your downloads as {name}. Send this file to the person who sent you the page.", { name: link.download });
      $("saved-as").textContent = text;
      $("saved-as").hidden = false;
      say(text);
    });
  }

  /** Return a file that this browser agrees to share, null where it shares none. */
  function shareable() {
    if (!navigator.canShare || !navigator.share || typeof File !== "function") return null;
    var kinds = [["json", "application/json"], ["txt", "text/plain"]];
    for (var index = 0; index < kinds.length; index += 1) {
      var file = new File([fileText()], fileName(kinds[index][0]), { type: kinds[index][1] });
      try { if (navigator.canShare({ files: [file] })) return file; } catch (error) { return null; }
    }
    return null;
  }

  function share() {
    if (!ready()) return;
    named(function () {
      navigator.share({ files: [shareable()], title: fileName("json") }).then(markSent, function (error) {
        if (error && error.name !== "AbortError") say(_("Sharing did not work. Save the file and attach it instead."));
      });
    });
  }

  function copy() {
    if (!ready()) return;
    named(function () {
      $("copy-text").value = fileText();
      openDialog($("copy-dialog"));
      $("copy-text").focus();
      $("copy-text").select();
    });
  }

  function copyNow() {
    function done() { markSent(); say(_("Copied. Paste it into a message to the editor.")); closeDialog($("copy-dialog")); }
    function byHand() {
      $("copy-text").focus();
      $("copy-text").select();
      var worked = false;
      try { worked = document.execCommand("copy"); } catch (error) { worked = false; }
      if (worked) done();
    }
    if (navigator.clipboard && navigator.clipboard.writeText) navigator.clipboard.writeText($("copy-text").value).then(done, byHand);
    else byHand();
  }

  function load(file) {
    var reader = new FileReader();
    reader.onload = function () {
      var found = null, text = String(reader.result);
      try { found = JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)); } catch (error) { found = null; }
      if (!found || found.octavilla !== "corrections" || !Array.isArray(found.rows)) {
        say(_("This is no corrections file."));
        return;
      }
      if (found.slug !== DATA.slug || found.language !== DATA.language) {
        say(_("These corrections belong to another text or language: {name}", { name: found.slug + ", " + found.language }));
        return;
      }
      close(false);
      var result = take(found);
      keep();
      drawAll();
      var parts = [_("Loaded: {number}.", { number: result.taken })];
      if (result.kept) parts.push(_("Left as they are here, because you changed them too: {number}.", { number: result.kept }));
      if (result.unknown) parts.push(_("Not in this page: {number}.", { number: result.unknown }));
      say(parts.join(" "));
    };
    reader.readAsText(file);
  }

  /* ---- Interface ---- */

  function speak(code) {
    language = code;
    document.documentElement.lang = code === "pt" ? "pt-BR" : code;
    document.querySelectorAll("[data-t]").forEach(function (element) { element.textContent = _(element.getAttribute("data-t")); });
    document.querySelectorAll("[data-label]").forEach(function (element) { element.setAttribute("aria-label", _(element.getAttribute("data-label"))); });
    document.querySelectorAll("[data-language]").forEach(function (element) {
      element.setAttribute("aria-pressed", String(element.getAttribute("data-language") === code));
    });
  }

  function chosen() {
    var known = ["en"].concat(Object.keys(DATA.strings));
    var wished = [language].concat(navigator.languages || [navigator.language || "en"]);
    for (var index = 0; index < wished.length; index += 1) {
      var code = String(wished[index]).slice(0, 2).toLowerCase();
      if (known.indexOf(code) >= 0) return code;
    }
    return "en";
  }

  function start() {
    kept();
    // A page that the browser saved as it was then holds what this script had made.
    ["text", "say"].forEach(function (id) { $(id).textContent = ""; });
    document.querySelectorAll("dialog[open]").forEach(function (dialog) { dialog.removeAttribute("open"); });
    $("text").appendChild(make("p", { id: "nothing", hidden: "", "data-t": "No sentence is like that." }));
    speak(chosen());
    build();
    $("share").hidden = !shareable();
    arrange();

    document.querySelectorAll("[data-language]").forEach(function (element) {
      element.addEventListener("click", function () {
        var row = open && open.row;
        close(false);
        speak(element.getAttribute("data-language"));
        shared("language", language);
        keep();
        drawAll();
        if (row) { show(row); element.focus({ preventScroll: true }); }
      });
    });
    document.querySelectorAll("[data-save]").forEach(function (element) { element.addEventListener("click", save); });
    document.querySelectorAll("[data-close]").forEach(function (element) {
      element.addEventListener("click", function () { after = null; closeDialog(element.closest("dialog")); });
    });
    $("text").addEventListener("click", function (event) {
      var row = rowOf(event.target);
      if (row) toggle(row);
    });
    $("text").addEventListener("keydown", function (event) {
      var row = event.key === "Enter" || event.key === " " ? rowOf(event.target) : null;
      if (!row) return;
      event.preventDefault();
      if (!event.ctrlKey && !event.metaKey) toggle(row);
    });
    $("filter").addEventListener("change", function () { close(false); drawAll(); });
    $("undo").addEventListener("click", undo);
    $("share").addEventListener("click", share);
    $("copy").addEventListener("click", copy);
    $("copy-now").addEventListener("click", copyNow);
    $("help-button").addEventListener("click", function () { openDialog($("help")); });
    $("load").addEventListener("click", function () { $("file").click(); });
    $("file").addEventListener("change", function () { if ($("file").files[0]) load($("file").files[0]); $("file").value = ""; });
    $("rename").addEventListener("click", function () {
      after = null;
      $("name").value = who;
      openDialog($("name-dialog"));
      $("name").focus();
    });
    $("name-form").addEventListener("submit", function (event) {
      event.preventDefault();
      var given = $("name").value.trim().replace(/\s+/g, " ");
      if (!given) return;
      who = given;
      shared("name", who);
      closeDialog($("name-dialog"));
      keep();
      count();
      var act = after;
      after = null;
      if (act) act();
    });
    document.addEventListener("keydown", keys);
    window.addEventListener("beforeunload", function (event) {
      // Now, not with "pagehide": a page that is loaded again may look for the work before that is written.
      flush();
      if (isDirty()) { event.preventDefault(); event.returnValue = ""; }
    });
    window.addEventListener("pagehide", flush);
    window.addEventListener("beforeprint", function () { fillSome(ROWS.length); });
    document.addEventListener("visibilitychange", flush);
  }

  function keys(event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    var command = event.ctrlKey || event.metaKey;
    if (document.querySelector("dialog[open]")) return;
    if (command && event.key === "s") { event.preventDefault(); save(); }
    else if (command && event.key === "Enter" && open) { event.preventDefault(); approveAndGoOn(open.row); }
    else if (command && event.key === "z" && !typing) { event.preventDefault(); undo(); }
    else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && open) close(true);
    else if (event.key === "?" && !typing && !command) { event.preventDefault(); openDialog($("help")); }
  }

  start();
})();
