// What scripts say, in the language of the interface: data of the page.

const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

export function say(name, values = {}) {
  return (words[name] ?? name).replace(/\{(\w+)\}/g, (all, key) => String(values[key] ?? all));
}

export function sayNumber(one, many, count) {
  return say(count === 1 ? one : many, { count });
}

// Tells the person, and a screen reader, in the page's line for that.
let clearing = 0;
export function tell(text) {
  const line = document.getElementById("say");
  if (!line) return;
  clearTimeout(clearing);
  line.textContent = "";
  // A change from empty is read out also where the words are the same as before.
  setTimeout(() => { line.textContent = text; }, 30);
  clearing = setTimeout(() => { line.textContent = ""; }, 8000);
}

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}
