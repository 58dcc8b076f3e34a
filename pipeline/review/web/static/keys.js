// Keys: with Ctrl or Alt everywhere, single letters only when nobody is writing.

import { settings } from "./keep.js";

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

// On a Mac, Option with a letter writes a sign (ç, ø): there it is Control with the letter.
const LETTERS = { z: "undo", r: "revert", m: "mend", c: "comment", p: "panel" };
const SINGLE = { "/": "search", "?": "help", f: "filters", j: "next", k: "previous", n: "next-open" };
const LABELS = {
  approve: ["Ctrl ↵", "⌘ ↵"], stay: ["Ctrl Shift ↵", "⇧ ⌘ ↵"], save: ["Ctrl S", "⌘ S"],
  next: ["Alt ↓", "⌥ ↓"], previous: ["Alt ↑", "⌥ ↑"], undo: ["Alt Z", "⌃ Z"], revert: ["Alt R", "⌃ R"],
  mend: ["Alt M", "⌃ M"], comment: ["Alt C", "⌃ C"], panel: ["Alt P", "⌃ P"],
};

export function writes(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches(
    'textarea, select, input:not([type="checkbox"], [type="radio"], [type="submit"], [type="button"])'));
}

export function lettersOn() {
  return settings.get("letters") !== "off";
}

// The name of what the keys ask for, or null.
export function meaning(event) {
  if (event.isComposing || event.defaultPrevented) return null;
  const key = event.key;
  const command = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  if (command && !event.altKey) {
    if (key === "Enter") return event.shiftKey ? "approve-stay" : "approve";
    if (key.toLowerCase() === "s" && !event.shiftKey) return "save";
    return null;
  }
  const alone = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.getModifierState("AltGraph");
  if (alone && key === "ArrowDown") return "next";
  if (alone && key === "ArrowUp") return "previous";
  const lettered = isMac ? event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey : alone;
  if (lettered) return LETTERS[key.toLowerCase()] ?? null;
  if (event.ctrlKey || event.altKey || event.metaKey || writes(event.target) || !lettersOn()) return null;
  return SINGLE[key] ?? null;
}

export function label() {
  for (const key of document.querySelectorAll("kbd[data-key]")) {
    const names = LABELS[key.dataset.key];
    if (names) key.textContent = names[isMac ? 1 : 0];
  }
}
