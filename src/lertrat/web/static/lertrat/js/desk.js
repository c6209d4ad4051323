// The assessor's desk by keyboard: ↑ ↓ or j k go from criterion to criterion, 1–9 take a band, the band of a typed score is shown.
// Nothing here is needed: every score can be typed.

const rows = [...document.querySelectorAll("[data-score]")];
const value = (text) => Number(String(text).replace(/[๐-๙]/g, (d) => "๐๑๒๓๔๕๖๗๘๙".indexOf(d)).replace(",", "."));
const exact = (text) => (text.includes("/") ? text.split("/").reduce((a, b) => Number(a) / Number(b)) : Number(text));

for (const row of rows) {
  const box = row.querySelector("input");
  const bands = [...row.querySelectorAll("[data-band]")];
  const show = () => {
    const score = box.value.trim() === "" ? NaN : value(box.value);
    for (const band of bands) {
      const on = score >= exact(band.dataset.from) && score <= exact(band.dataset.to);
      band.toggleAttribute("data-on", on);
    }
  };
  box.addEventListener("input", show);
  show();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.isComposing || !rows.length) return;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const typing = document.activeElement?.matches("textarea, select, input:not([data-minimum])");
  if (typing) return;
  const go = (by) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, here + by))];
    const box = next.querySelector("input");
    box.focus();
    box.select();
    event.preventDefault();
  };
  if (event.key === "ArrowDown" || (event.key === "j" && !event.altKey)) go(1);
  else if (event.key === "ArrowUp" || (event.key === "k" && !event.altKey)) go(-1);
  else if (event.altKey && /^[1-9]$/.test(event.key) && here >= 0) {
    const band = rows[here].querySelectorAll("[data-band]")[Number(event.key) - 1];
    const box = rows[here].querySelector("input");
    if (!band || box.readOnly) return;
    box.value = String(exact(band.dataset.to));
    box.dispatchEvent(new Event("input", { bubbles: true }));
    event.preventDefault();
  }
});
