// The line the cursor stands on, and links that select a line of the text. Without script the lines stand beside each mistake.
const text = document.querySelector("[data-lines]");
const here = document.querySelector("[data-here]");
const tell = () => {
  here.textContent = `ขณะนี้อยู่บรรทัด ${text.value.slice(0, text.selectionStart).split("\n").length}`;
};
const go = (line) => {
  const before = text.value.split("\n").slice(0, line - 1);
  const start = before.reduce((sum, each) => sum + each.length + 1, 0);
  const end = text.value.indexOf("\n", start);
  text.focus();
  text.setSelectionRange(start, end < 0 ? text.value.length : end);
  text.scrollTop = (text.scrollHeight / text.value.split("\n").length) * Math.max(line - 6, 0);
  tell();
};
if (text && here) {
  for (const event of ["click", "keyup"]) text.addEventListener(event, tell);
  for (const link of document.querySelectorAll("[data-line]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go(Number(link.dataset.line));
    });
  }
}
