// Copy a message; from a disk there may be no clipboard to write to, and then the words are selected and copied as of old.
"use strict";
document.querySelectorAll(".message button").forEach((button) => {
  button.hidden = false;
  const words = button.closest(".message").querySelector("pre");
  const label = button.textContent;
  const done = () => {
    button.textContent = document.body.dataset.copied;
    document.querySelector(".spoken").textContent = document.body.dataset.copied;
    setTimeout(() => { button.textContent = label; document.querySelector(".spoken").textContent = ""; }, 2000);
  };
  const select = () => {
    const range = document.createRange();
    range.selectNodeContents(words);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    if (document.execCommand("copy")) done();
  };
  button.addEventListener("click", () => {
    if (navigator.clipboard) navigator.clipboard.writeText(words.textContent).then(done, select);
    else select();
  });
});
