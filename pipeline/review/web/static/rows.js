// The paragraph of the sentence at work on is three rows: what comes before, the sentence with its form, what comes after.

function parts(paragraph) {
  return {
    rows: [...paragraph.querySelectorAll(":scope > .row")],
    sources: [...paragraph.querySelectorAll(".sent")],
    targets: [...paragraph.querySelectorAll(".seg")],
  };
}

function fill(row, sources, targets) {
  const [source, target] = [row.querySelector(":scope > .src"), row.querySelector(":scope > .tgt")];
  for (const part of sources) source.append(part, " ");
  for (const part of targets) target.append(part, " ");
  row.hidden = !targets.length;
}

// Puts the paragraph around the open row together again, and takes the row out.
export function close(open) {
  const paragraph = open.closest(".para");
  if (!paragraph) return;
  const { rows, sources, targets } = parts(paragraph);
  fill(rows[0], sources, targets);
  for (const row of rows.slice(1)) row.remove();
  paragraph.classList.remove("at");
}

// Opens the paragraph of `segment` around it and puts the row `open` there.
export function place(open, segment) {
  const paragraph = segment.closest(".para");
  const { rows: [first], sources, targets } = parts(paragraph);
  const at = targets.indexOf(segment);
  const after = first.cloneNode(false);
  for (const side of [".src", ".tgt"]) after.append(first.querySelector(`:scope > ${side}`).cloneNode(false));
  fill(after, sources.slice(at + 1), targets.slice(at + 1));
  fill(first, sources.slice(0, at), targets.slice(0, at));
  open.querySelector(".now").replaceChildren(sources[at]);
  open.querySelector(":scope > .tgt").replaceChildren(segment);
  first.after(open);
  if (!after.hidden) open.after(after);
  paragraph.classList.add("at");
}
