// Where the scripts of the review pages begin. Every page works without them; with them, nothing is lost and less is waited for.

import { Banner } from "./banner.js";
import { Editor } from "./editor.js";
import { settings } from "./keep.js";
import { label, lettersOn, meaning } from "./keys.js";
import { Outbox, ask } from "./send.js";
import { say, tell } from "./words.js";

const main = document.getElementById("main");
const help = document.getElementById("help");
const project = document.querySelector(".home")?.dataset.project ?? "";
const who = document.querySelector(".who")?.dataset.who ?? "";

document.documentElement.classList.add("scripted");
label();
document.addEventListener("labels", label);

const outbox = new Outbox(project, who);
const banner = new Banner(document.getElementById("banner"), outbox);
if (who) outbox.adopt();
const editor = main?.classList.contains("editor") ? new Editor(main, outbox, banner) : null;

// --- help ---

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-help]");
  if (!link || !help || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  help.showModal();
});
help?.addEventListener("click", (event) => { if (event.target === help) help.close(); });

for (const box of document.querySelectorAll("[data-letters]")) {
  box.checked = lettersOn();
  box.addEventListener("change", () => {
    settings.set("letters", box.checked ? "on" : "off");
    for (const other of document.querySelectorAll("[data-letters]")) other.checked = box.checked;
    tell(say(box.checked ? "letters on" : "letters off"));
  });
}

// --- menus ---

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// --- keys ---

const pages = {
  help: () => { if (help?.open) help.close(); else help?.showModal(); },
  search: () => document.getElementById("q")?.select(),
  filters: () => {
    const menu = document.getElementById("filters");
    if (!menu) return;
    menu.open = true;
    (menu.querySelector("[aria-current]") ?? menu.querySelector("a")).focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !help?.open) {
    const menu = event.target.closest?.("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
    else if (editor?.text && event.target === editor.text) main.querySelector("#place").focus({ preventScroll: true });
    else if (editor?.open?.querySelector("#panel").contains(event.target)) editor.text.focus({ preventScroll: true });
    return;
  }
  if (event.key === "Enter" && event.target.id === "place") { event.preventDefault(); editor.text.focus(); return; }
  const name = meaning(event);
  if (!name) return;
  if (help?.open && name !== "help") return;
  if (name in pages) { event.preventDefault(); pages[name](); return; }
  if (!editor?.open) return;
  // In another field, Ctrl+Enter sends that field's own form.
  const form = event.target.closest?.("form");
  if (name === "approve" && form && form !== editor.form && form.closest("#panel")) { event.preventDefault(); form.requestSubmit(); return; }
  event.preventDefault();
  if (!event.repeat || name === "next" || name === "previous") editor.act(name);
});

// --- the bar of tools ---

const tools = document.getElementById("tools");
if (tools && "ResizeObserver" in window) {
  const style = document.documentElement.style;
  const measure = () => {
    const { height, bottom } = tools.getBoundingClientRect();
    style.setProperty("--tools", getComputedStyle(tools).position === "sticky" ? `${height}px` : "0px");
    style.setProperty("--top", `${Math.max(0, bottom)}px`);
  };
  new ResizeObserver(measure).observe(tools);
  addEventListener("scroll", measure, { passive: true });
  addEventListener("resize", measure);
  measure();
}

document.querySelector("form.undo")?.addEventListener("submit", (event) => {
  if (!editor?.open) return;
  event.preventDefault();
  editor.act("undo");
});

// --- find and replace ---

for (const button of document.querySelectorAll("[data-tick]")) {
  button.addEventListener("click", () => {
    for (const box of button.form.querySelectorAll('input[name="id"]')) box.checked = button.dataset.tick === "all";
  });
}

// --- the printed page: looked at again when it was set anew ---

// A narrow screen shows the page whole, and at a touch as large as one reads it; a wide one the other way round.
document.getElementById("sheet-link")?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const figure = event.currentTarget.closest("figure");
  const { width, height, left, top } = event.currentTarget.getBoundingClientRect();
  const [across, down] = event.detail ? [(event.clientX - left) / width, (event.clientY - top) / height] : [0, 0];
  if (!figure.classList.toggle("other")) return;
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = figure;
  figure.scrollTo(across * scrollWidth - clientWidth / 2, down * scrollHeight - clientHeight / 2);
});

if (main?.dataset.stampUrl) {
  setInterval(async () => {
    if (document.hidden) return;
    const answer = await ask(main.dataset.stampUrl + location.search);
    const { stamp, image_url: address } = answer.data;
    if (answer.status !== 200 || !stamp || stamp === main.dataset.stamp) return;
    main.dataset.stamp = stamp;
    const sheet = document.getElementById("sheet");
    if (sheet && address) { sheet.src = address; sheet.parentElement.href = address; }
    else location.reload();
  }, 4000);
}
