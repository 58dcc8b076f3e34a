// Keeps the sentence at work on where the eyes are, whatever is put in or taken away around it.

// Milliseconds in which the browser finds out how tall the paragraphs are that it has not drawn yet, and answers arrive.
const WHILE = 900;
// A slow device draws few frames in that time: it has at least so many.
const FRAMES = 30;

let stop = () => {};

const MOVING = ["PageUp", "PageDown", "Home", "End"];
for (const kind of ["wheel", "touchmove", "pointerdown"]) addEventListener(kind, () => stop(), { capture: true, passive: true });
addEventListener("keydown", (event) => { if (MOVING.includes(event.key)) stop(); }, { capture: true, passive: true });

// Holds the top of what `find` gives at `top` (pixels from the top of the window), until the person moves the page.
export function hold(find, top) {
  stop();
  const until = performance.now() + WHILE;
  let going = true;
  let frames = 0;
  stop = () => { going = false; };
  const look = () => {
    const element = find();
    if (!going || !element?.isConnected) return;
    const off = element.getBoundingClientRect().top - top;
    if (Math.abs(off) >= 1) scrollBy({ top: off, behavior: "instant" });
    frames += 1;
    if (performance.now() < until || frames < FRAMES) requestAnimationFrame(look);
  };
  look();
}
