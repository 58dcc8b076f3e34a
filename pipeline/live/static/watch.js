// Renews the page when what it shows was made anew, and says what is wrong with the text while it is.
"use strict";
(() => {
  const own = document.currentScript;
  const named = (script) => (script?.dataset.formats || "").split(" ").filter(Boolean);
  let formats = named(own);
  const isPrint = location.pathname.startsWith("/-/print/");
  let state = Number(own.dataset.state);
  // Who follows a link goes there: a page that loads itself again meanwhile would keep them.
  let leaving = false;
  addEventListener("beforeunload", () => {
    leaving = true;
    setTimeout(() => { leaving = false; }, 5000);
  });

  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = "/-/static/watch.css";
  document.head.append(style);
  const bar = document.createElement("div");
  bar.id = "octavilla-watch";
  bar.setAttribute("role", "status");
  document.body.append(bar);

  function show(problem) {
    bar.classList.toggle("wrong", Boolean(problem));
    bar.replaceChildren();
    bar.hidden = !problem && !formats.length;
    if (problem) {
      bar.textContent = problem;
      return;
    }
    const [code, slug] = location.pathname.split("/").filter(Boolean);
    for (const name of formats) {
      const link = document.createElement("a");
      link.href = `/-/print/${code}/${slug}/${name}/`;
      link.textContent = name;
      bar.append(link);
    }
  }

  // The text as it came from the program: this page marks what is new in it.
  let shown = document.querySelector("main")?.outerHTML;

  // The blocks of the text, as deep as a change can be told from its neighbours.
  const blocks = (root) => [...root.querySelectorAll("main h1, main h2, main h3, main p, main li, main figure, main td, main blockquote")];

  async function renew() {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (leaving) return;
    if (answer.status === 404) location.reload();
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const before = new Set(blocks(document).map((block) => block.textContent));
    const main = document.querySelector("main");
    const other = fresh.querySelector("main");
    if (leaving) return;
    if (!main || !other || document.body.className !== fresh.body.className) {
      location.reload();
      return;
    }
    document.title = fresh.title;
    // A text that had a mistake when this page was loaded says only now what is printed of it.
    formats = named(fresh.querySelector("script[data-formats]"));
    if (!bar.classList.contains("wrong")) show("");
    // One save makes the page anew more than once, and what was brought into view must stay there.
    if (other.outerHTML === shown) return;
    shown = other.outerHTML;
    main.replaceWith(other);
    if (isPrint) return;
    const changed = blocks(document).filter((block) => !before.has(block.textContent));
    if (!changed.length) return;
    const first = changed[changed.length - 1];
    const bring = () => {
      const box = first.getBoundingClientRect();
      if (box.top < 0 || box.bottom > innerHeight) first.scrollIntoView({ block: "center" });
    };
    bring();
    // Letters that arrive later move the lines.
    document.fonts.ready.then(bring);
    first.classList.add("octavilla-new");
    requestAnimationFrame(() => requestAnimationFrame(() => first.classList.add("octavilla-old")));
  }

  async function follow() {
    for (;;) {
      try {
        const address = `/-/state?seen=${state}&page=${encodeURIComponent(location.pathname)}`;
        const answer = await fetch(address, { cache: "no-store" });
        const found = await answer.json();
        show(found.problem);
        if (found.number !== state) {
          state = found.number;
          await renew();
        }
      } catch {
        // The program was stopped, or the computer slept: ask again in a while.
        await new Promise((go) => setTimeout(go, 1000));
      }
    }
  }

  show(own.dataset.problem);
  follow();
})();
