// Search without a server. The words of all texts come in one script, the passages of a text in another: scripts can be
// loaded from a disk too. `folded` and WORD must agree with pipeline/publish/searching.py.
"use strict";
(() => {
  const SIGNS = "\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff";
  const WORD = new RegExp(`[${SIGNS}]|(?:(?![${SIGNS}])[\\p{L}\\p{N}])+`, "gu");
  const SPELT = new RegExp(`[${SIGNS}]|(?:(?![${SIGNS}])[\\p{L}\\p{N}\\p{M}])+`, "gu");
  const STEP = 10;
  const AROUND = 90;
  const folded = (text) => text.normalize("NFKD").toLowerCase().replace(/\p{M}+/gu, "").replace(/ς/g, "σ");
  const wordsOf = (text) => folded(text).match(WORD) || [];

  const form = document.querySelector("form.search");
  if (!form) return;
  const input = form.querySelector("input");
  const count = form.querySelector(".count");
  const list = form.querySelector(".results");
  const say = form.dataset;
  const folder = say.index.replace(/[^/]*$/, "");
  const root = `${folder}../../`;
  const code = decodeURIComponent(say.index.slice(folder.length).replace(/\.js$/, ""));
  const passages = new Map();
  const waiting = new Map();
  let texts = null;
  let lines = [];
  let asked = false;
  let shown = STEP;
  let timer = 0;

  window.octavillaIndex = (titles, words) => {
    texts = titles;
    lines = words ? words.split("\n") : [];
  };
  window.octavillaText = (name, rows) => passages.set(name, rows);

  function load(address, done, failed) {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", done);
    script.addEventListener("error", failed);
    document.head.append(script);
  }

  function prepare() {
    if (asked) return;
    asked = true;
    load(say.index, () => update(), () => {
      asked = false;
      count.textContent = say.failed;
    });
  }

  // For each text that has a word beginning with `term`: where that stands at best, and whether it is the whole word.
  function holders(term) {
    let low = 0;
    let high = lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lines[middle].split(" ", 1)[0] < term) low = middle + 1;
      else high = middle;
    }
    const found = new Map();
    for (; low < lines.length && lines[low].startsWith(term); low += 1) {
      const [word, ...numbers] = lines[low].split(" ");
      let text = -1;
      for (const number of numbers) {
        const value = parseInt(number, 36);
        text += value >> 2;
        const worth = 10 ** ((value & 3) - 1) + (word === term ? 0.5 : 0);
        if (worth > (found.get(text) || 0)) found.set(text, worth);
      }
    }
    return found;
  }

  function matches(terms) {
    const all = terms.map(holders);
    const found = [];
    for (const [text, worth] of all[0]) {
      let sum = worth;
      for (const other of all.slice(1)) sum = other.has(text) ? sum + other.get(text) : NaN;
      if (!Number.isNaN(sum)) found.push([sum, text]);
    }
    return found.sort((one, other) => other[0] - one[0] || one[1] - other[1]).map((each) => each[1]);
  }

  const begins = (word, terms) => terms.some((term) => folded(word).startsWith(term));

  // Text with the words that begin with one of the terms marked.
  function marked(parent, text, terms) {
    let from = 0;
    for (const found of text.matchAll(SPELT)) {
      if (!begins(found[0], terms)) continue;
      const mark = document.createElement("mark");
      mark.textContent = found[0];
      parent.append(text.slice(from, found.index), mark);
      from = found.index + found[0].length;
    }
    parent.append(text.slice(from));
  }

  // What of a passage is shown: around the first word found, from and to a space.
  function excerpt(text, terms) {
    const first = [...text.matchAll(SPELT)].find((found) => begins(found[0], terms));
    const at = first ? first.index : 0;
    let from = Math.max(0, at - AROUND);
    let to = Math.min(text.length, at + 2 * AROUND);
    if (from > 0) from = text.lastIndexOf(" ", from) + 1;
    if (to < text.length) to = Math.max(text.indexOf(" ", to), to);
    return `${from > 0 ? "… " : ""}${text.slice(from, to)}${to < text.length ? " …" : ""}`;
  }

  // The passage that holds most of the terms, the first of equals.
  function best(rows, terms) {
    let most = 0;
    let chosen = null;
    for (const row of rows) {
      const words = wordsOf(row[2]);
      const held = terms.filter((term) => words.some((word) => word.startsWith(term))).length;
      if (held > most) {
        most = held;
        chosen = row;
      }
    }
    return chosen;
  }

  function fillIn(item, slug, terms) {
    const row = best(passages.get(`${code}/${slug}`) || [], terms);
    if (!row) return;
    const passage = item.querySelector("p");
    passage.replaceChildren();
    marked(passage, excerpt(row[2], terms), terms);
    if (row[0]) item.querySelector("a").href += `#${encodeURIComponent(row[0])}`;
    if (row[1]) {
      const heading = document.createElement("span");
      heading.className = "under";
      marked(heading, row[1], terms);
      passage.prepend(heading, " ");
    }
  }

  function result([slug, title, subtitle], terms) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const page = `${root}${encodeURIComponent(code)}/${encodeURIComponent(slug)}/`;
    link.href = `${page}index.html`;
    marked(link, title, terms);
    const passage = document.createElement("p");
    marked(passage, subtitle, terms);
    item.append(link, passage);
    const name = `${code}/${slug}`;
    if (passages.has(name)) fillIn(item, slug, terms);
    else {
      if (!waiting.has(name)) {
        waiting.set(name, []);
        load(`${page}search.js`, () => waiting.get(name).forEach((each) => each()), () => waiting.delete(name));
      }
      waiting.get(name).push(() => item.isConnected && fillIn(item, slug, terms));
    }
    return item;
  }

  function update() {
    const terms = [...new Set(wordsOf(input.value))];
    list.replaceChildren();
    form.classList.toggle("active", terms.length > 0);
    if (!terms.length) {
      count.textContent = "";
      return;
    }
    if (!texts) {
      prepare();
      return;
    }
    const found = matches(terms);
    const words = found.length === 0 ? say.none : found.length === 1 ? say.one : say.many;
    const said = words.replace("{count}", new Intl.NumberFormat(document.documentElement.lang).format(found.length));
    if (count.textContent !== said) count.textContent = said;
    for (const text of found.slice(0, shown)) list.append(result(texts[text], terms));
    if (found.length > shown) {
      const item = document.createElement("li");
      const more = document.createElement("button");
      more.type = "button";
      more.textContent = say.more;
      more.addEventListener("click", () => {
        const next = shown;
        shown += STEP;
        update();
        list.children[next].querySelector("a").focus();
      });
      item.append(more);
      list.append(item);
    }
  }

  // What is looked for stands in the address, so that “back” leads to the results.
  function keep() {
    const wanted = input.value.trim() ? `#q=${encodeURIComponent(input.value.trim())}` : "";
    if (wanted || location.hash.startsWith("#q=")) history.replaceState(null, "", wanted || "#");
  }

  function changed() {
    shown = STEP;
    update();
    keep();
  }

  function restore() {
    if (!location.hash.startsWith("#q=")) return;
    try {
      input.value = decodeURIComponent(location.hash.slice(3));
    } catch {
      return;
    }
    changed();
  }

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    changed();
  });
  input.addEventListener("focus", prepare);
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(changed, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !input.value) return;
    event.preventDefault();
    input.value = "";
    changed();
  });
  window.addEventListener("hashchange", restore);
  restore();
})();
