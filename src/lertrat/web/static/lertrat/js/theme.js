// Runs before the first paint: the reader's choice of light or dark, kept on this device only (no cookie).
(function () {
  try {
    var choice = localStorage.getItem("lertrat-theme");
    if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
  } catch (error) {
    // Storage may be forbidden; the machine's wish then decides.
  }
})();
