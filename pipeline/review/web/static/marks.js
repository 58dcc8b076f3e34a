// What a sentence looks like in the page: its state, its marks, and the server's newest version of it.

import { element, say, sayNumber } from "./words.js";

const STATES = ["untranslated", "draft", "approved", "stale"];

export function fragment(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}

// Whether a change holds words of the person's own.
export function words(fields) {
  return fields.action === "approve" || fields.action === "save";
}

// Every place of a sentence: it may be repeated.
export function places(main, id) {
  return main.querySelectorAll(`.seg[data-id="${CSS.escape(id)}"]`);
}

export function tag(main, id, name, text) {
  for (const segment of places(main, id)) {
    segment.querySelector(`.tag.${name}`)?.remove();
    if (text) segment.querySelector(".tags").append(" ", element("span", { class: `tag ${name}` }, text));
  }
}

function setState(segment, state) {
  segment.dataset.state = state;
  segment.classList.remove(...STATES.map((name) => `is-${name}`));
  segment.classList.add(`is-${state}`);
}

// Shows a change that is on its way as if it had arrived.
export function showSent(main, { id, fields }, note) {
  const state = fields.action === "approve" ? "approved" : "draft";
  for (const segment of places(main, id)) {
    segment.dataset.target = fields.target;
    setState(segment, state);
    segment.querySelector(".words").replaceWith(element("span", { class: "words" }, fields.target));
    segment.querySelector(".tags").replaceChildren();
  }
  tag(main, id, "waiting", note);
}

// Puts the server's version of a sentence (its HTML, or else its data) into the page, wherever it stands there.
// Returns its own place, null where that is not on the page; `moved` is told of every element that gave way to another.
export function renew(main, id, html, data, moved) {
  let own = null;
  const made = html ? fragment(html).querySelector(".seg") : null;
  for (const old of places(main, id)) {
    const fresh = made ? made.cloneNode(true) : old.cloneNode(true);
    fresh.id = old.id;
    for (const name of ["repeat", "context"]) fresh.classList.toggle(name, old.classList.contains(name));
    if (old.classList.contains("repeat")) fresh.setAttribute("href", old.getAttribute("href"));
    fresh.removeAttribute("aria-current");
    if (!made && data) {
      Object.assign(fresh.dataset, { target: data.target, revision: data.revision });
      setState(fresh, data.state);
      fresh.querySelector(".words").textContent = data.target;
    }
    moved(old, fresh);
    old.replaceWith(fresh);
    if (!fresh.classList.contains("repeat")) own = fresh;
  }
  return own;
}

// How far the text has come, in the bar of tools.
export function count(progress) {
  if (!progress) return;
  const bar = document.querySelector("#tools .bar");
  const { total, approved, stale, draft, percent } = progress;
  bar.setAttribute("aria-valuenow", percent);
  bar.setAttribute("aria-valuetext", say("share", { approved, total }));
  const [one, two, three] = bar.querySelectorAll("rect");
  one.setAttribute("width", approved);
  two.setAttribute("x", approved);
  two.setAttribute("width", stale);
  three.setAttribute("x", approved + stale);
  three.setAttribute("width", draft);
  const open = total - approved;
  document.getElementById("left").textContent = open ? sayNumber("left one", "left many", open) : say("left none");
  document.getElementById("finished").hidden = open > 0;
}
